import type { ConversationRule } from "./rule.js";

export const neighborAdvertisementWithoutSolicitation: ConversationRule = {
  code: "neighbor-advertisement-without-solicitation",
  level: "conversation",
  // A capture may begin after the solicitation.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "A neighbor advertisement with the solicited flag that answers no solicitation.",
  why: "The flag says that the advertisement was asked for, and so proves that the neighbor can be reached: one that nobody asked for is how neighbor caches are poisoned. An announcement has the flag off.",
  rfc: "RFC 4861 sections 4.4 and 7.2.6",
  example: "the neighbor advertisement about 2001:db8::1 to 2001:db8::23 answers no solicitation",
  on: {
    neighborUnasked: ({ frameNumber, target, destination }) => [
      {
        frames: [frameNumber],
        layer: "icmpv6",
        message: `the neighbor advertisement about ${target} to ${destination} answers no solicitation`,
        hint: `put a solicitation of ${destination} for ${target} before it, or turn the solicited flag off`,
        filter: "icmpv6.type == 136 && icmpv6.nd.na.flag.s == 1",
      },
    ],
  },
};
