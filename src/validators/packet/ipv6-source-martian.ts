import type { FlowFrame } from "../../flow/flow-frame.js";
import { icmpv6Types } from "../../wire/icmpv6.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { sameMac, zeroMac } from "../address-classes.js";
import { classifyIpv6, describeIpv6Class } from "../address-classes-ipv6.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv6SourceMartian: PacketRule = {
  code: "ipv6-source-martian",
  level: "packet",
  about: "ipv6",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An IPv6 packet sent from an address that no node on a link can send from.",
  why: "Multicast and loopback addresses are never a source on a link, and the unspecified one only of a node that is about to take an address: it asks for neighbors and routers, and reports its groups.",
  rfc: "RFC 4291 sections 2.5.2, 2.5.3 and 2.7; RFC 4861 sections 4.1 and 4.3; RFC 3590",
  example: "the packet comes from ff02::1, a multicast address",
  check(frame) {
    const ipv6 = layerOf(frame.decoded, "ipv6")?.header;
    if (ipv6 === undefined) return noFaults;
    const addressClass = classifyIpv6(ipv6.source);
    if (addressClass === "ordinary") return noFaults;
    if (addressClass === "unspecified" && mayBeUnspecified(frame)) return noFaults;
    if (addressClass === "loopback" && isLoopbackCapture(frame)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv6",
        field: "source",
        message: `the packet comes from ${ipv6.source}, ${describeIpv6Class(ipv6.source)}`,
        hint: "set src to the sending node's own address",
        filter: `ipv6.src == ${ipv6.source}`,
      },
    ];
  },
};

/** RFC 3810: multicast listener reports of version 2. */
const listenerReportVersion2 = 143;

const unspecifiedSenders: ReadonlySet<number> = new Set([
  icmpv6Types.listenerReport,
  icmpv6Types.listenerDone,
  listenerReportVersion2,
  icmpv6Types.routerSolicitation,
  icmpv6Types.neighborSolicitation,
]);

function mayBeUnspecified({ decoded }: FlowFrame): boolean {
  const type = layerOf(decoded, "icmpv6")?.header.type;
  return type !== undefined && unspecifiedSenders.has(type);
}

/** Linux gives frames of its loopback interface Ethernet headers with zeros for both addresses. */
function isLoopbackCapture({ decoded }: FlowFrame): boolean {
  const ethernet = layerOf(decoded, "ethernet")?.header;
  return ethernet === undefined || sameMac(ethernet.source, zeroMac);
}
