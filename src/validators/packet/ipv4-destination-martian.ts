import { classifyIpv4, describeIpv4Class, isOrdinaryIpv4, sameMac, zeroMac } from "../address-classes.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv4DestinationMartian: PacketRule = {
  code: "ipv4-destination-martian",
  level: "packet",
  about: "ipv4",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An IPv4 packet on a link whose destination is 0.0.0.0/8, loopback or reserved.",
  why: "Such packets stay inside a host: no host on the link can be meant, and routers discard them.",
  rfc: "RFC 1122 section 3.2.1.3; RFC 1812 section 5.3.7",
  example: "the packet goes to 127.0.0.1, a loopback address",
  check(frame) {
    const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
    if (ipv4 === undefined || isOrdinaryIpv4(ipv4.destination)) return noFaults;
    const ethernet = layerOf(frame.decoded, "ethernet")?.header;
    if (ethernet === undefined) return noFaults;
    const addressClass = classifyIpv4(ipv4.destination);
    if (addressClass !== "loopback" && addressClass !== "this-network" && addressClass !== "reserved")
      return noFaults;
    // Linux gives frames of its loopback interface Ethernet headers with zeros for both addresses.
    if (addressClass === "loopback" && sameMac(ethernet.source, zeroMac)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv4",
        field: "destination",
        message: `the packet goes to ${ipv4.destination}, ${describeIpv4Class(ipv4.destination)}`,
        hint: "set dst to the address of the host that is to receive it",
        filter: `ip.dst == ${ipv4.destination}`,
      },
    ];
  },
};
