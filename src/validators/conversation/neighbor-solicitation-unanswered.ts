import type { ConversationRule } from "./rule.js";

export const neighborSolicitationUnanswered: ConversationRule = {
  code: "neighbor-solicitation-unanswered",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "A neighbor solicitation that no advertisement answers.",
  why: "Without the answer the asker cannot send. On a real link the wanted host may be gone; generated traffic has both. Who looks whether an address is free, from the unspecified address, hopes for silence.",
  rfc: "RFC 4861 section 7.2.4; RFC 4862 section 5.4",
  example: "nobody answers the neighbor solicitation of 2001:db8::23 for 2001:db8::1",
  on: {
    neighborUnanswered: ({ frameNumber, source, target }) => [
      {
        frames: [frameNumber],
        layer: "icmpv6",
        message: `nobody answers the neighbor solicitation of ${source} for ${target}`,
        hint: `add an advertisement about ${target} to ${source}, with the solicited flag`,
        filter: "icmpv6.type == 135",
      },
    ],
  },
};
