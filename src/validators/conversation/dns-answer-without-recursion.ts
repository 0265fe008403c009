import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsAnswerWithoutRecursion: ConversationRule = {
  code: "dns-answer-without-recursion",
  level: "conversation",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An answer with records that is neither authoritative nor from a server that offers recursion.",
  why: "A server knows an answer because the zone is its own (aa) or because it asked others (ra); with neither, it would have referred the client elsewhere.",
  rfc: "RFC 1035 section 4.1.1; RFC 1034 section 4.3.1",
  example: "the DNS answer has records, but neither aa nor ra is set",
  on: {
    dnsAnswered({ query, response }) {
      if (response.answerCount === 0 || response.aa === 1 || response.ra === 1) return noFaults;
      return [
        {
          frames: frameNumbers(query, response),
          layer: "dns",
          field: "flags",
          message: "the DNS answer has records, but neither aa nor ra is set",
          hint: "set ra=1 in the answer of a resolver, aa=1 in that of the zone's own server",
          filter: "dns.flags.response == 1 && dns.flags.recavail == 0 && dns.flags.authoritative == 0",
        },
      ];
    },
  },
};
