import { classifyIpv4, describeIpv4Class, isOrdinaryIpv4, sameMac, zeroMac } from "../address-classes.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv4SourceMartian: PacketRule = {
  code: "ipv4-source-martian",
  level: "packet",
  about: "ipv4",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An IPv4 packet sent from an address that no host on a link can have.",
  why: "Multicast, broadcast, loopback and reserved addresses are never a source on a link; routers discard such packets.",
  rfc: "RFC 1122 section 3.2.1.3; RFC 1812 section 5.3.7",
  example: "the packet comes from 233.99.115.25, a multicast address",
  check(frame) {
    const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
    if (ipv4 === undefined || isOrdinaryIpv4(ipv4.source)) return noFaults;
    const addressClass = classifyIpv4(ipv4.source);
    // A host that has no address yet asks for one from 0.0.0.0 (DHCP), and so it joins groups (IGMP).
    if (ipv4.source === "0.0.0.0" && (isFromDhcpClient(frame) || ipv4.protocol === 2)) return noFaults;
    if (addressClass === "loopback" && isLoopbackCapture(frame)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv4",
        field: "source",
        message: `the packet comes from ${ipv4.source}, ${describeIpv4Class(ipv4.source)}`,
        hint: "set src to the sending host's own address",
        filter: `ip.src == ${ipv4.source}`,
      },
    ];
  },
};

function isFromDhcpClient(frame: Parameters<PacketRule["check"]>[0]): boolean {
  const udp = layerOf(frame.decoded, "udp")?.header;
  return udp?.sourcePort === 68 && udp.destinationPort === 67;
}

/** Linux gives frames of its loopback interface Ethernet headers with zeros for both addresses. */
function isLoopbackCapture(frame: Parameters<PacketRule["check"]>[0]): boolean {
  const ethernet = layerOf(frame.decoded, "ethernet")?.header;
  return ethernet === undefined || sameMac(ethernet.source, zeroMac);
}
