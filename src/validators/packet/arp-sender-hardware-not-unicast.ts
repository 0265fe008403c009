import { isUnicastMac } from "../address-classes.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const arpSenderHardwareNotUnicast: PacketRule = {
  code: "arp-sender-hardware-not-unicast",
  level: "packet",
  about: "arp",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An ARP packet whose sender hardware address is a group address or zero.",
  why: "The receiver enters it into its table and sends there from then on; a host has one unicast address.",
  rfc: "RFC 826, Packet Reception; RFC 1812 section 3.3.2",
  example: "the ARP sender hardware address bb:1e:85:fc:39:d7 is not a unicast address",
  check(frame) {
    const arp = layerOf(frame.decoded, "arp")?.header;
    if (arp === undefined) return noFaults;
    if (arp.hardwareLength !== 6 || isUnicastMac(arp.senderHardwareAddress)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "arp",
        field: "senderHardwareAddress",
        message: `the ARP sender hardware address ${arp.senderHardwareAddress} is not a unicast address`,
        hint: "set hwsrc to the sending host's hardware address: first octet even, not all zero",
        filter: `arp.src.hw_mac == ${arp.senderHardwareAddress}`,
      },
    ];
  },
};
