import { layerOf } from "../../wire/decoded-frame.js";
import { hex } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const tcpReservedBitsSet: PacketRule = {
  code: "tcp-reserved-bits-set",
  level: "packet",
  about: "tcp",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A TCP segment with a bit set between the data offset and the flags.",
  why: "These bits are reserved and must be zero in what a host sends.",
  rfc: "RFC 9293 section 3.1",
  example: "the reserved bits of the TCP header are 0x4",
  check(frame) {
    const tcp = layerOf(frame.decoded, "tcp")?.header;
    if (tcp === undefined || tcp.reserved === 0) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "tcp",
        field: "reserved",
        message: `the reserved bits of the TCP header are ${hex(tcp.reserved, 1)}`,
        hint: "leave reserved out",
        filter: "tcp.flags.res != 0",
      },
    ];
  },
};
