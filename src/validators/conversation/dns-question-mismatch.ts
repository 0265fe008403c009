import { describeQuestion } from "../describe-dns.js";
import { sameDnsName } from "../dns-answer.js";
import { frameNumbers } from "../rule.js";
import type { DnsRule } from "./rule.js";

export const dnsQuestionMismatch: DnsRule = {
  code: "dns-question-mismatch",
  level: "conversation",
  subject: "dns",
  severity: { real: "warn", generated: "error" },
  group: "response",
  finds: "An answer whose question is not the query's.",
  why: "The answer repeats the question, and the resolver drops it when name, type or class differ.",
  rfc: "RFC 1035 section 4.1.2; RFC 5452 section 9.1",
  example: 'the DNS answer repeats the question A "example.org", the query asks A "example.com"',
  check({ answered }) {
    return answered.flatMap(({ query, response }) => {
      const asked = query.message.questions[0];
      const repeated = response.message.questions[0];
      if (asked === undefined || repeated === undefined) return [];
      const isSame =
        sameDnsName(asked.name, repeated.name) &&
        asked.type === repeated.type &&
        asked.class === repeated.class;
      if (isSame) return [];
      return [
        {
          frames: frameNumbers(query.frame, response.frame),
          layer: "dns",
          field: "questions",
          message: `the DNS answer repeats the question ${describeQuestion(response.message)}, the query asks ${describeQuestion(query.message)}`,
          hint: "give the answer the query's qd",
        },
      ];
    });
  },
};
