import { describeQuestion } from "../describe-dns.js";
import { anyType, dnsTypeName, followAnswer, zoneTransfers } from "../dns-answer.js";
import { quoteValue } from "../quote-value.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsAnswerWithoutAskedRecord: ConversationRule = {
  code: "dns-answer-without-asked-record",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "An answer that holds records, but none of the asked type for the asked name or an alias of it.",
  why: "A name server answers what was asked, or says that there is nothing (no answer record, or NXDOMAIN).",
  rfc: "RFC 1034 section 4.3.2; RFC 2308 section 2",
  example:
    'the DNS answer to A "example.com" holds 1 record, the first AAAA "example.com", and none that was asked for',
  on: {
    dnsAnswered({ query, response, message }) {
      // The query's question is what counts; an answer that repeats another is the question rule's.
      const { question } = query;
      const first = message.answers[0];
      if (question === undefined || first === undefined || message.rcode !== 0) return noFaults;
      if (question.type === anyType || zoneTransfers.includes(question.type)) return noFaults;
      const chain = followAnswer(message, question);
      // An alias alone is an answer too: its target may have no record of the type.
      if (chain.records.length > 0 || chain.names.length > 1) return noFaults;
      const count = `${message.answers.length} record${message.answers.length === 1 ? "" : "s"}`;
      return [
        {
          frames: frameNumbers(query, response),
          layer: "dns",
          field: "answers",
          message:
            `the DNS answer to ${describeQuestion(query)} holds ${count}, the first ` +
            `${dnsTypeName(first.type)} ${quoteValue(first.name)}, and none that was asked for`,
          hint: `add a ${dnsTypeName(question.type)} record whose rrname is the asked name`,
        },
      ];
    },
  },
};
