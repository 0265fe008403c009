import { sameDnsName } from "../../flow/dns-name-text.js";
import { describeQuestion } from "../describe-dns.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsQuestionMismatch: ConversationRule = {
  code: "dns-question-mismatch",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "An answer whose question is not the query's.",
  why: "The answer repeats the question, and the resolver drops it when name, type or class differ.",
  rfc: "RFC 1035 section 4.1.2; RFC 5452 section 9.1",
  example: 'the DNS answer repeats the question A "example.org", the query asks A "example.com"',
  on: {
    dnsAnswered({ query, response }) {
      const asked = query.question;
      const repeated = response.question;
      if (asked === undefined || repeated === undefined) return noFaults;
      const isSame =
        sameDnsName(asked.name, repeated.name) &&
        asked.type === repeated.type &&
        asked.class === repeated.class;
      if (isSame) return noFaults;
      return [
        {
          frames: frameNumbers(query, response),
          layer: "dns",
          field: "questions",
          message: `the DNS answer repeats the question ${describeQuestion(response)}, the query asks ${describeQuestion(query)}`,
          hint: "give the answer the query's qd",
        },
      ];
    },
  },
};
