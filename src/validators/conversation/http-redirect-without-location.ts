import { httpHeader } from "../../wire/http.js";
import { framesOfMessage } from "../http-trace.js";
import type { HttpRule } from "./rule.js";

const redirects: readonly number[] = [301, 302, 303, 307, 308];

export const httpRedirectWithoutLocation: HttpRule = {
  code: "http-redirect-without-location",
  level: "conversation",
  subject: "http",
  // The RFC says SHOULD.
  severity: { real: "note", generated: "note" },
  group: "protocol",
  finds: "A redirect that does not say where to.",
  why: "The client follows the Location header; without it the redirect leads nowhere.",
  rfc: "RFC 9110 sections 10.2.2 and 15.4",
  example: "the response 301 has no Location header",
  check({ responses }) {
    return responses
      .filter(({ head }) => redirects.includes(head.statusCode) && httpHeader(head, "location") === undefined)
      .map((response) => ({
        frames: framesOfMessage(response),
        layer: "http",
        field: "Location",
        message: `the response ${response.head.statusCode} has no Location header`,
        hint: "set Location in HTTPResponse",
      }));
  },
};
