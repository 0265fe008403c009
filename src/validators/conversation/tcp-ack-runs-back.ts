import { isSequenceBefore } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { hasFlag } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpAckRunsBack: TcpRule = {
  code: "tcp-ack-runs-back",
  level: "conversation",
  subject: "tcp",
  // Overtaken segments show older acknowledgments.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "A segment that acknowledges less than its sender acknowledged before.",
  why: "What was received stays received: acknowledgments only move on.",
  rfc: "RFC 9293 section 3.4",
  example: "the client 192.168.1.23:40100 acknowledges 5001 after 5948",
  check({ conversation, observations }) {
    return observations.flatMap((observation) => {
      const { acknowledged, header, segment } = observation;
      if (acknowledged === undefined || !hasFlag(header, "ack") || hasFlag(header, "rst")) return [];
      if (!isSequenceBefore(header.acknowledgmentNumber, acknowledged)) return [];
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          field: "acknowledgmentNumber",
          message: `${senderOf(conversation, observation)} acknowledges ${header.acknowledgmentNumber} after ${acknowledged}`,
          hint: `set ack to at least ${acknowledged}`,
        },
      ];
    });
  },
};
