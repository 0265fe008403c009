import type { TcpObservation } from "../../flow/tcp-connection.js";
import { isSequenceBefore, sequenceDistance } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpTimestampEchoUnsent: ConversationRule = {
  code: "tcp-timestamp-echo-unsent",
  level: "conversation",
  // What a real capture lost may have carried the timestamp.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds:
    "A timestamp echo above the newest timestamp of the other side, or an echo in a segment that acknowledges nothing.",
  why: "The echo returns what was received, so that the other side can measure the round trip.",
  rfc: "RFC 7323 section 3.2",
  example: "the client 192.168.1.23:40100 echoes the timestamp 950, the newest it received is 900",
  on: {
    tcpSegment(observation, { profile }) {
      const { peer, timestamp, frame } = observation;
      if (timestamp === undefined || observation.isRst) return noFaults;
      if (profile === "real" && showsLoss(observation)) return noFaults;
      const newest = peer.highestTimestamp;
      const isFine =
        newest === undefined
          ? timestamp.echoReply === 0 || observation.isAck
          : sequenceDistance(newest, timestamp.echoReply) <= 0 && observation.isAck;
      if (isFine) return noFaults;
      const received = newest === undefined ? "it has received none" : `the newest it received is ${newest}`;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "options",
          message: `${senderOf(observation)} echoes the timestamp ${timestamp.echoReply}, ${received}`,
          hint: "leave TCP options out, or echo the other side's last timestamp (0 in the SYN)",
        },
      ];
    },
  },
};

/** The other side has sent more than the capture shows. */
function showsLoss({ peer, header }: TcpObservation): boolean {
  if (peer.next === undefined || (peer.missing?.count ?? 0) > 0) return true;
  return isSequenceBefore(peer.next, header.acknowledgmentNumber);
}
