import { frameNumbers } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const icmpReplyNumbersMismatch: ConversationRule = {
  code: "icmp-reply-numbers-mismatch",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds:
    "An ICMP reply whose identifier or sequence number is not that of the request between the same hosts.",
  why: "The asker tells its requests apart by these numbers: a reply with others belongs to none.",
  rfc: "RFC 792, Echo; RFC 4443 section 4.2",
  example: "the reply has identifier 0 and sequence number 1, the request 4660 and 1",
  on: {
    icmpOtherNumbers: ({ request, reply }) => [
      {
        frames: frameNumbers(request, reply),
        layer: reply.protocol,
        field: reply.identifier === request.identifier ? "sequenceNumber" : "identifier",
        message:
          `the reply has identifier ${reply.identifier} and sequence number ${reply.sequenceNumber}, ` +
          `the request ${request.identifier} and ${request.sequenceNumber}`,
        hint: `give the reply id=${request.identifier} and seq=${request.sequenceNumber}`,
      },
    ],
  },
};
