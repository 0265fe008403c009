import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv4ReservedFlagSet: PacketRule = {
  code: "ipv4-reserved-flag-set",
  level: "packet",
  about: "ipv4",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An IPv4 packet with the first of the three flag bits set.",
  why: "The bit is reserved and must be zero; no stack sets it.",
  rfc: "RFC 791 section 3.1",
  example: "the reserved flag of the IPv4 header is set",
  check(frame) {
    const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
    if (ipv4 === undefined || (ipv4.flags & 0b100) === 0) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv4",
        field: "flags",
        message: "the reserved flag of the IPv4 header is set",
        hint: 'leave flags out, or use "DF" alone',
        filter: "ip.flags.rb == 1",
      },
    ];
  },
};
