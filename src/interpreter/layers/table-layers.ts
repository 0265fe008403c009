import type { TableLayerName } from "../script-layer.js";
import { bootpLayer } from "./bootp.js";
import { dhcpLayer } from "./dhcp.js";
import { dot1qLayer } from "./dot1q.js";
import { edns0TlvLayer } from "./edns0tlv.js";
import { icmpErrorLayer, icmpLayer } from "./icmp.js";
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
};
