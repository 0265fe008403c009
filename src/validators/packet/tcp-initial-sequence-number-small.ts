import { layerOf } from "../../wire/decoded-frame.js";
import { tcpFlags } from "../../wire/tcp.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const smallestPlausible = 1000;

export const tcpInitialSequenceNumberSmall: PacketRule = {
  code: "tcp-initial-sequence-number-small",
  level: "packet",
  about: "tcp",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "An initial sequence number below 1000.",
  why: "Stacks draw it from all 32 bits, so that nobody can guess it: a small one comes once in four million connections, and gives generated traffic away.",
  rfc: "RFC 9293 section 3.4.1; RFC 6528",
  example: "the initial sequence number is 0",
  check(frame) {
    const tcp = layerOf(frame.decoded, "tcp")?.header;
    if (tcp === undefined || (tcp.flags & tcpFlags.syn) === 0) return noFaults;
    if (tcp.sequenceNumber >= smallestPlausible) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "tcp",
        field: "sequenceNumber",
        message: `the initial sequence number is ${tcp.sequenceNumber}`,
        hint: "leave seq and ack out of every segment, or start from random.randint(1000, 2**32 - 1) on both sides",
        filter: `tcp.flags.syn == 1 && tcp.seq_raw < ${smallestPlausible}`,
      },
    ];
  },
};
