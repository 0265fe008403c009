import { httpHeader } from "../../wire/http.js";
import { httpDateFault } from "../http-date.js";
import { quoteValue } from "../quote-value.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

const dated = ["Date", "Last-Modified", "If-Modified-Since", "If-Unmodified-Since"] as const;

export const httpDateMalformed: ConversationRule = {
  code: "http-date-malformed",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "A Date or Last-Modified header whose value is no HTTP date, or whose day of the week is not that of its date.",
  why: "Caches count ages from it; a recipient that cannot read it ignores the header.",
  rfc: "RFC 9110 sections 5.6.7, 6.6.1 and 8.8.2",
  example: 'the value of Date is "2024-01-01 12:00", not of the form "Sun, 06 Nov 1994 08:49:37 GMT"',
  on: {
    httpMessage({ head, frames }) {
      for (const name of dated) {
        const value = httpHeader(head, name);
        const fault = value === undefined ? undefined : httpDateFault(value);
        if (value === undefined || fault === undefined) continue;
        return [
          {
            frames: ascending(frames),
            layer: "http",
            field: name,
            message: `the value of ${name} is ${quoteValue(value)}, ${fault}`,
            hint: `leave ${name.replaceAll("-", "_")} out, or write it as "Sun, 06 Nov 1994 08:49:37 GMT"`,
          },
        ];
      }
      return noFaults;
    },
  },
};
