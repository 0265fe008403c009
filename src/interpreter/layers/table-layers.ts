import type { TableLayerName } from "../script-layer.js";
import { bootpLayer } from "./bootp.js";
import { dhcpLayer } from "./dhcp.js";
import { dot1qLayer } from "./dot1q.js";
import { edns0TlvLayer } from "./edns0tlv.js";
import { icmpErrorLayer, icmpLayer } from "./icmp.js";
import {
  icmpv6EchoReplyLayer,
  icmpv6EchoRequestLayer,
  icmpv6MtuLayer,
  icmpv6NeighborAdvertisementLayer,
  icmpv6NeighborSolicitationLayer,
  icmpv6PrefixLayer,
  icmpv6RouterAdvertisementLayer,
  icmpv6RouterSolicitationLayer,
  icmpv6SourceLinkLayerLayer,
  icmpv6TargetLinkLayerLayer,
} from "./icmpv6.js";
import { ipOptionLayers } from "./ip-options.js";
import { ipv6Layer } from "./ipv6.js";
import type { TableLayerSpec } from "./table-layer.js";
import { vxlanLayer } from "./vxlan.js";

/** Every layer that is encoded from its table. */
export const tableLayers: Readonly<Record<TableLayerName, TableLayerSpec>> = {
  ICMP: icmpLayer,
  ICMPerror: icmpErrorLayer,
  IPv6: ipv6Layer,
  Dot1Q: dot1qLayer,
  BOOTP: bootpLayer,
  DHCP: dhcpLayer,
  EDNS0TLV: edns0TlvLayer,
  VXLAN: vxlanLayer,
  ICMPv6EchoRequest: icmpv6EchoRequestLayer,
  ICMPv6EchoReply: icmpv6EchoReplyLayer,
  ICMPv6ND_RS: icmpv6RouterSolicitationLayer,
  ICMPv6ND_RA: icmpv6RouterAdvertisementLayer,
  ICMPv6ND_NS: icmpv6NeighborSolicitationLayer,
  ICMPv6ND_NA: icmpv6NeighborAdvertisementLayer,
  ICMPv6NDOptSrcLLAddr: icmpv6SourceLinkLayerLayer,
  ICMPv6NDOptDstLLAddr: icmpv6TargetLinkLayerLayer,
  ICMPv6NDOptPrefixInfo: icmpv6PrefixLayer,
  ICMPv6NDOptMTU: icmpv6MtuLayer,
  ...ipOptionLayers,
};
