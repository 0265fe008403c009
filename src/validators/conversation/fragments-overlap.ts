import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const fragmentsOverlap: ConversationRule = {
  code: "fragments-overlap",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "Fragments of one datagram that bring the same octets more than once.",
  why: "Fragments are cut side by side. Where they overlap and differ, two receivers read two datagrams: a way past firewalls, so IPv6 discards them.",
  rfc: "RFC 8200 section 4.5; RFC 5722; RFC 1858",
  example: "fragments of one datagram overlap in frames 1, 2, 3, and the octets differ",
  on: {
    reassembled({ hasOverlap, hasConflict, frameNumbers }) {
      if (!hasOverlap) return noFaults;
      const frames = frameNumbers.slice(0, framesNamed);
      return [
        {
          frames,
          layer: "ip",
          field: "fragmentOffset",
          // A link may deliver a fragment twice, and a capture see it twice.
          ...(hasConflict ? {} : { severity: "note" as const }),
          message: `fragments of one datagram overlap in frames ${frames.join(", ")}, and the octets ${hasConflict ? "differ" : "are the same"}`,
          hint: "let each fragment begin where the one before ends",
        },
      ];
    },
  },
};

const framesNamed = 20;
