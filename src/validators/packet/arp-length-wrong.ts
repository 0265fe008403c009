import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const ethernetHardware = 1;
const ipv4Protocol = 0x0800;

export const arpLengthWrong: PacketRule = {
  code: "arp-length-wrong",
  level: "packet",
  about: "arp",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "An ARP packet for Ethernet and IPv4 whose address lengths are not 6 and 4.",
  why: "The lengths say where each address begins: with others a receiver reads the wrong octets, or drops the packet.",
  rfc: "RFC 826, Packet format",
  example:
    "the ARP packet gives hardware addresses 14 octets and protocol addresses 4; Ethernet and IPv4 have 6 and 4",
  check(frame) {
    const arp = layerOf(frame.decoded, "arp")?.header;
    if (arp === undefined) return noFaults;
    if (arp.hardwareType !== ethernetHardware || arp.protocolType !== ipv4Protocol) return noFaults;
    if (arp.hardwareLength === 6 && arp.protocolLength === 4) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "arp",
        field: arp.hardwareLength === 6 ? "protocolLength" : "hardwareLength",
        message:
          `the ARP packet gives hardware addresses ${arp.hardwareLength} octets and protocol addresses ` +
          `${arp.protocolLength}; Ethernet and IPv4 have 6 and 4`,
        hint: "write hwsrc and hwdst as six hexadecimal octets, psrc and pdst as IPv4 addresses, and leave hwlen and plen out",
        filter: "arp && !(arp.hw.size == 6 && arp.proto.size == 4)",
      },
    ];
  },
};
