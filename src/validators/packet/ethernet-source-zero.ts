import { sameMac, zeroMac } from "../address-classes.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ethernetSourceZero: PacketRule = {
  code: "ethernet-source-zero",
  level: "packet",
  about: "ethernet",
  // A capture of Linux's loopback interface has the Ethernet link type and zeros for both addresses.
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An Ethernet frame sent from the address 00:00:00:00:00:00.",
  why: "No network card has it; it stands for an address that nobody filled in.",
  rfc: "IEEE 802 section 8.2",
  example: "the Ethernet source is 00:00:00:00:00:00",
  check(frame) {
    const ethernet = layerOf(frame.decoded, "ethernet")?.header;
    if (ethernet === undefined || !sameMac(ethernet.source, zeroMac)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ethernet",
        field: "source",
        message: `the Ethernet source is ${zeroMac}`,
        hint: "give Ether a src, the hardware address of the sending host",
        filter: `eth.src == ${zeroMac}`,
      },
    ];
  },
};
