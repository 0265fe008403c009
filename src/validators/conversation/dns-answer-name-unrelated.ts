import { canonicalName } from "../../flow/dns-name-text.js";
import { dnsTypes } from "../../wire/dns.js";
import { anyType, followAnswer, zoneTransfers } from "../dns-answer.js";
import { quoteValue } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

const dname = 39;

export const dnsAnswerNameUnrelated: ConversationRule = {
  code: "dns-answer-name-unrelated",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "A record in the answer section that belongs neither to the asked name nor to an alias of it.",
  why: "A resolver ignores it at best; believed, it would poison the cache for another name.",
  rfc: "RFC 1034 section 4.3.2; RFC 2181 section 5.4.1",
  example: 'the answer to "example.com" holds a record of "."',
  on: {
    dnsAnswered({ query: { question }, response, message }) {
      if (question === undefined || question.type === anyType || zoneTransfers.includes(question.type))
        return noFaults;
      if (message.answers.length === 0) return noFaults;
      const { names } = followAnswer(message, question);
      const stranger = message.answers.find(
        (record) =>
          record.type !== dname &&
          record.type !== dnsTypes.OPT &&
          !names.includes(canonicalName(record.name)),
      );
      if (stranger === undefined) return noFaults;
      return [
        {
          frames: [response.frameNumber],
          layer: "dns",
          field: "answers",
          message: `the answer to ${quoteValue(question.name)} holds a record of ${quoteValue(stranger.name)}`,
          hint: "set the record's rrname to the asked name, or to the target of a CNAME record that leads there",
        },
      ];
    },
  },
};
