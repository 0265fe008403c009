import { httpHeader } from "../../wire/http.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

const redirects: readonly number[] = [301, 302, 303, 307, 308];

export const httpRedirectWithoutLocation: ConversationRule = {
  code: "http-redirect-without-location",
  level: "conversation",
  // The RFC says SHOULD.
  severity: { real: "note", generated: "note" },
  certainty: "certain",
  group: "protocol",
  finds: "A redirect that does not say where to.",
  why: "The client follows the Location header; without it the redirect leads nowhere.",
  rfc: "RFC 9110 sections 10.2.2 and 15.4",
  example: "the response 301 has no Location header",
  on: {
    httpMessage({ head, frames }) {
      if (head.kind !== "response" || !redirects.includes(head.statusCode)) return noFaults;
      if (httpHeader(head, "location") !== undefined) return noFaults;
      return [
        {
          frames: ascending(frames),
          layer: "http",
          field: "Location",
          message: `the response ${head.statusCode} has no Location header`,
          hint: "set Location in HTTPResponse",
        },
      ];
    },
  },
};
