import { ascending } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const fragmentsMissing: ConversationRule = {
  code: "fragments-missing",
  level: "conversation",
  // Fragments get lost, and captures end.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "reassemble",
  finds: "Fragments whose datagram never becomes whole.",
  why: "The receiver waits for the rest, and throws everything away that it has.",
  rfc: "RFC 791 section 3.2; RFC 1122 section 3.3.2; RFC 8200 section 4.5",
  example: "1 fragment came, others of its datagram are missing",
  on: {
    fragmentsAbandoned: ({ frameNumbers }) => [
      {
        frames: ascending(frameNumbers).slice(0, framesNamed),
        layer: "ip",
        field: "fragmentOffset",
        message: `${frameNumbers.length} ${frameNumbers.length === 1 ? "fragment" : "fragments"} came, others of ${frameNumbers.length === 1 ? "its" : "their"} datagram are missing`,
        hint: "send every fragment, the last one without the flag MF",
      },
    ],
  },
};

const framesNamed = 20;
