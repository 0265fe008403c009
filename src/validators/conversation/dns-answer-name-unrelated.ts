import { dnsTypes } from "../../wire/dns.js";
import { anyType, canonicalName, followAnswer } from "../dns-answer.js";
import { quoteValue } from "../quote-value.js";
import type { Fault } from "../rule.js";
import type { DnsRule } from "./rule.js";

const dname = 39;
const zoneTransfers = [251, 252];

export const dnsAnswerNameUnrelated: DnsRule = {
  code: "dns-answer-name-unrelated",
  level: "conversation",
  subject: "dns",
  severity: { real: "note", generated: "error" },
  group: "response",
  finds: "A record in the answer section that belongs neither to the asked name nor to an alias of it.",
  why: "A resolver ignores it at best; believed, it would poison the cache for another name.",
  rfc: "RFC 1034 section 4.3.2; RFC 2181 section 5.4.1",
  example: 'the answer to "example.com" holds a record of "."',
  check({ answered }) {
    const faults: Fault[] = [];
    for (const { query, response } of answered) {
      const question = query.message.questions[0];
      if (question === undefined || question.type === anyType || zoneTransfers.includes(question.type))
        continue;
      const { names } = followAnswer(response.message, question);
      const stranger = response.message.answers.find(
        (record) =>
          record.type !== dname &&
          record.type !== dnsTypes.OPT &&
          !names.includes(canonicalName(record.name)),
      );
      if (stranger === undefined) continue;
      faults.push({
        frames: [response.frame.frameNumber],
        layer: "dns",
        field: "answers",
        message: `the answer to ${quoteValue(question.name)} holds a record of ${quoteValue(stranger.name)}`,
        hint: "set the record's rrname to the asked name, or to the target of a CNAME record that leads there",
      });
    }
    return faults;
  },
};
