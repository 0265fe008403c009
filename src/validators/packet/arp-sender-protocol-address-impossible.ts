import { classifyIpv4, describeIpv4Class } from "../address-classes.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const arpSenderProtocolAddressImpossible: PacketRule = {
  code: "arp-sender-protocol-address-impossible",
  level: "packet",
  about: "arp",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An ARP packet from a multicast, broadcast, loopback or reserved protocol address.",
  why: "The receiver enters the sender's address into its table; no host has such a one. 0.0.0.0 is a probe, and legal.",
  rfc: "RFC 826, Packet Reception; RFC 1122 section 3.2.1.3; RFC 5227 section 1.1",
  example: "the ARP sender protocol address 233.99.115.25 is a multicast address",
  check(frame) {
    const arp = layerOf(frame.decoded, "arp")?.header;
    if (arp?.protocolType !== 0x0800 || arp.protocolLength !== 4) return noFaults;
    const address = arp.senderProtocolAddress;
    if (address === "0.0.0.0" || classifyIpv4(address) === "ordinary") return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "arp",
        field: "senderProtocolAddress",
        message: `the ARP sender protocol address ${address} is ${describeIpv4Class(address)}`,
        hint: "set psrc to the sending host's own address",
        filter: `arp.src.proto_ipv4 == ${address}`,
      },
    ];
  },
};
