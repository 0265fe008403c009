import { layerOf } from "../../wire/decoded-frame.js";
import { tcpFlags } from "../../wire/tcp.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const tcpAcknowledgmentNumberWithoutAck: PacketRule = {
  code: "tcp-acknowledgment-number-without-ack",
  level: "packet",
  about: "tcp",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A segment with an acknowledgment number but without the ACK flag.",
  why: "Without the flag the field means nothing, and stacks send zero.",
  rfc: "RFC 9293 section 3.1",
  example: "the acknowledgment number is 1001, the ACK flag is not set",
  check(frame) {
    const tcp = layerOf(frame.decoded, "tcp")?.header;
    if (tcp === undefined || (tcp.flags & tcpFlags.ack) !== 0 || tcp.acknowledgmentNumber === 0)
      return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "tcp",
        field: "acknowledgmentNumber",
        message: `the acknowledgment number is ${tcp.acknowledgmentNumber}, the ACK flag is not set`,
        hint: "leave ack out of the SYN; give every later segment the A flag",
        filter: "tcp.flags.ack == 0 && tcp.ack_raw != 0",
      },
    ];
  },
};
