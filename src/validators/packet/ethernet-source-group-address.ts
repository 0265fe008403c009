import { isGroupMac } from "../address-classes.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ethernetSourceGroupAddress: PacketRule = {
  code: "ethernet-source-group-address",
  level: "packet",
  about: "ethernet",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An Ethernet frame whose source address has the group bit: multicast or broadcast.",
  why: "A group of stations receives; it never sends. No network card has such an address, and bridges drop the frame.",
  rfc: "IEEE 802.3 section 3.2.3 b",
  example: "the Ethernet source bb:1e:85:fc:39:d7 is a group address",
  check(frame) {
    const ethernet = layerOf(frame.decoded, "ethernet")?.header;
    if (ethernet === undefined || !isGroupMac(ethernet.source)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ethernet",
        field: "source",
        message: `the Ethernet source ${ethernet.source} is a group address`,
        hint: "choose a hardware address whose first octet is even, such as a4:… or 04:…",
        filter: "eth.src.ig == 1",
      },
    ];
  },
};
