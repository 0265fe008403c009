import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const icmpTimestampNotEchoed: ConversationRule = {
  code: "icmp-timestamp-not-echoed",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "A timestamp reply whose originate timestamp is not that of the request.",
  why: "The asker computes the time on the way from its own timestamp, which comes back unchanged.",
  rfc: "RFC 792, Timestamp; RFC 1122 section 3.2.2.8",
  example: "the timestamp reply returns the originate timestamp 0, the request had 43200000",
  on: {
    icmpAnswered({ request, reply }) {
      if (request.kind !== "timestamp" || request.originate === reply.originate) return noFaults;
      return [
        {
          frames: frameNumbers(request, reply),
          layer: "icmpv4",
          field: "originate",
          message: `the timestamp reply returns the originate timestamp ${reply.originate}, the request had ${request.originate}`,
          hint: "give the reply the request's ts_ori",
        },
      ];
    },
  },
};
