import { optionOf } from "../../flow/tcp-connection.js";
import { isSequenceBefore } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpSackBlockImpossible: ConversationRule = {
  code: "tcp-sack-block-impossible",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds:
    "A selective acknowledgment of a block that ends before it begins, or of octets that were never sent.",
  why: "The sender would take octets for received that do not exist; it has to throw such blocks away.",
  rfc: "RFC 2018 sections 3 and 4; RFC 2883",
  example:
    "the client 192.168.1.23:40100 acknowledges the block 6001 to 7001, the other side has sent up to 5001",
  on: {
    tcpSegment(observation, { profile }) {
      if (observation.header.options.length === 0) return noFaults;
      const sack = optionOf(observation.header, "sack");
      if (sack === undefined) return noFaults;
      const { peer, frame } = observation;
      for (const { left, right } of sack.blocks) {
        const isInverted = !isSequenceBefore(left, right);
        const isUnsent = peer.next !== undefined && isSequenceBefore(peer.next, right);
        if (!isInverted && !isUnsent) continue;
        const why = isInverted ? "which is empty" : `the other side has sent up to ${peer.next}`;
        return [
          {
            frames: [frame.frameNumber],
            layer: "tcp",
            field: "options",
            // The capture may have lost what is acknowledged.
            ...(profile === "real" && !isInverted ? { severity: "note" as const } : {}),
            message: `${senderOf(observation)} acknowledges the block ${left} to ${right}, ${why}`,
            hint: "leave TCP options out: blocks follow from what was received out of order",
          },
        ];
      }
      return noFaults;
    },
  },
};
