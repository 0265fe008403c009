import { quoteValue } from "../quote-value.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpHeaderValueIllegal: ConversationRule = {
  code: "http-header-value-illegal",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An HTTP header value with a control character in it: NUL, a lone CR, or another.",
  why: "A receiver must refuse the message or replace the character: programs that stop at it read another value.",
  rfc: "RFC 9110 section 5.5",
  example: 'the value of "Server" has a control character: "nginx\\x00"',
  on: {
    httpMessage({ head, frames }) {
      const bad = head.headers.find(({ value }) => /[\x00-\x08\x0a-\x1f\x7f]/.test(value));
      if (bad === undefined) return noFaults;
      return [
        {
          frames: ascending(frames),
          layer: "http",
          field: "headers",
          message: `the value of ${quoteValue(bad.name)} has a control character: ${quoteValue(bad.value)}`,
          hint: "write header values of printable characters",
        },
      ];
    },
  },
};
