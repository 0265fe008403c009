import { sameMac } from "../address-classes.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const arpSenderNotEthernetSource: PacketRule = {
  code: "arp-sender-not-ethernet-source",
  level: "packet",
  about: "arp",
  // Wireless bridges and some bonded cards really do this.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An ARP packet whose sender hardware address differs from the source of the frame that carries it.",
  why: "A host announces the address it sends from. Where they differ, somebody answers for another host, or forges.",
  rfc: "RFC 826, Packet Generation; RFC 5227 section 1.1",
  example: "the ARP packet says its sender is 04:92:26:8e:71:03, the frame comes from 04:92:26:8e:71:99",
  check(frame) {
    const ethernet = layerOf(frame.decoded, "ethernet")?.header;
    const arp = layerOf(frame.decoded, "arp")?.header;
    if (ethernet === undefined || arp === undefined) return noFaults;
    if (arp.hardwareLength !== 6 || sameMac(arp.senderHardwareAddress, ethernet.source)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "arp",
        field: "senderHardwareAddress",
        message: `the ARP packet says its sender is ${arp.senderHardwareAddress}, the frame comes from ${ethernet.source}`,
        hint: "let Ether src and ARP hwsrc be the same hardware address",
      },
    ];
  },
};
