import { describeQuestion, socketsOf } from "../describe-dns.js";
import { hex } from "../quote-value.js";
import type { ConversationRule } from "./rule.js";

export const dnsAnswerWithoutQuery: ConversationRule = {
  code: "dns-answer-without-query",
  level: "conversation",
  // A capture may begin between query and answer.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "A DNS answer that fits no query before it.",
  why: "A resolver drops answers to what it did not ask; sent in masses they are an attempt to poison its cache.",
  rfc: "RFC 5452 section 9.1",
  example:
    'the DNS answer 0x0aba for A "example.com" from 192.168.1.1:53 to 192.168.1.23:40100 answers no query',
  on: {
    dnsUnasked: (response) => [
      {
        frames: [response.frameNumber],
        layer: "dns",
        message:
          `the DNS answer ${hex(response.transactionId)} for ${describeQuestion(response)} ` +
          `from ${socketsOf(response)} answers no query`,
        hint: "put the query (qr=0) with the same id and question before it",
        filter: `dns.id == ${hex(response.transactionId)}`,
      },
    ],
  },
};
