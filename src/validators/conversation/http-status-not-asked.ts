import { httpHeader } from "../../wire/http.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

/** Which header of the request a status answers. */
const answers: ReadonlyMap<number, readonly string[]> = new Map([
  [206, ["range"]],
  [304, ["if-none-match", "if-modified-since"]],
  [412, ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"]],
  [416, ["range"]],
]);

export const httpStatusNotAsked: ConversationRule = {
  code: "http-status-not-asked",
  level: "conversation",
  // A description may ask for such a status without saying how the request came to it.
  severity: { real: "note", generated: "note" },
  certainty: "certain",
  group: "response",
  finds: "A response that answers a condition or a range the request does not have: 206, 304, 412, 416.",
  why: "Without the condition the client has nothing that it could go on using, and waits for the whole resource.",
  rfc: "RFC 9110 sections 13, 14, 15.3.7, 15.4.5 and 15.5.17",
  example: "the response 304 answers a request without condition or range",
  on: {
    httpExchange({ request, response }) {
      if (request === undefined || response === undefined) return noFaults;
      const wanted = answers.get(response.head.statusCode);
      if (wanted === undefined || wanted.some((name) => httpHeader(request.head, name) !== undefined))
        return noFaults;
      return [
        {
          frames: ascending([...request.frames, ...response.frames]),
          layer: "http",
          field: "Status-Code",
          message: `the response ${response.head.statusCode} answers a request without condition or range`,
          hint: `give the request ${wanted.join(" or ")}`,
        },
      ];
    },
  },
};
