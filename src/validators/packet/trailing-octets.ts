import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

/** Without the frame check sequence. */
const shortestEthernetFrame = 60;

export const trailingOctets: PacketRule = {
  code: "trailing-octets",
  level: "packet",
  about: "ethernet",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A frame with octets after the packet it carries that are no padding to Ethernet's shortest frame.",
  why: "Ethernet pads short frames to 60 octets and no further: more means that a length is too small.",
  rfc: "IEEE 802.3 section 3.2.8; RFC 894",
  example: "12 octets follow the packet in a frame of 90",
  check(frame) {
    const { trailerLength, length } = frame.decoded;
    if (trailerLength === 0 || length <= shortestEthernetFrame) return noFaults;
    if (layerOf(frame.decoded, "ethernet") === undefined) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ethernet",
        message: `${trailerLength} octets follow the packet in a frame of ${length}`,
        hint: "leave the length fields out: they are computed",
      },
    ];
  },
};
