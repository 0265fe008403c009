import { layerOf } from "../../wire/decoded-frame.js";
import { tcpFlags } from "../../wire/tcp.js";
import { noFaults } from "../rule.js";
import { formatTcpFlags } from "../tcp-flags.js";
import type { PacketRule } from "./rule.js";

export const tcpFlagsImpossible: PacketRule = {
  code: "tcp-flags-impossible",
  level: "packet",
  about: "tcp",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A segment that opens and closes or opens and resets at once, or has none of SYN, ACK and RST.",
  why: "No stack sends it, except a port scanner: SYN excludes FIN and RST, and every segment after the first carries ACK.",
  rfc: "RFC 9293 sections 3.5 and 3.10.7",
  example: "the segment has the flags SYN, FIN",
  check(frame) {
    const tcp = layerOf(frame.decoded, "tcp")?.header;
    if (tcp === undefined) return noFaults;
    const opens = (tcp.flags & tcpFlags.syn) !== 0;
    const ends = (tcp.flags & (tcpFlags.fin | tcpFlags.rst)) !== 0;
    const known = (tcp.flags & (tcpFlags.syn | tcpFlags.ack | tcpFlags.rst)) !== 0;
    if (known && !(opens && ends)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "tcp",
        field: "flags",
        message: `the segment has the flags ${formatTcpFlags(tcp.flags)}`,
        hint: 'use "S" for the first segment, "SA" for its answer, then "A", "PA" and "FA"',
      },
    ];
  },
};
