import { describeQuestion } from "../describe-dns.js";
import { dnsTypeName, followAnswer } from "../dns-answer.js";
import { quoteValue } from "../quote-value.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

const nameError = 3;

export const dnsNxdomainWithAnswer: ConversationRule = {
  code: "dns-nxdomain-with-answer",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "A DNS answer that says that the name does not exist, and holds a record of it.",
  why: "NXDOMAIN means that the name, or the last alias, has no records of any type; caches keep that.",
  rfc: "RFC 2308 section 2.1; RFC 6604 section 3",
  example: 'the answer to A "example.com" is NXDOMAIN, yet it holds an A record of "example.com"',
  on: {
    dnsAnswered({ query, response, message }) {
      const { question } = query;
      if (message.rcode !== nameError || question === undefined) return noFaults;
      const [record] = followAnswer(message, question).records;
      if (record === undefined) return noFaults;
      const type = dnsTypeName(record.type);
      return [
        {
          frames: frameNumbers(query, response),
          layer: "dns",
          field: "rcode",
          message: `the answer to ${describeQuestion(query)} is NXDOMAIN, yet it holds ${/^[AM]/.test(type) ? "an" : "a"} ${type} record of ${quoteValue(record.name)}`,
          hint: "set rcode=0, or leave an out",
        },
      ];
    },
  },
};
