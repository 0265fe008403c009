import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpResponseBeforeRequest: ConversationRule = {
  code: "http-response-before-request",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "An HTTP response that begins before its request does.",
  why: "A server answers what it has read.",
  rfc: "RFC 9110 section 3.4; RFC 9112 section 9.2",
  example: "the response in frame 5 comes before its request in frame 7",
  on: {
    httpExchange({ request, response }) {
      const asked = request?.frames[0];
      const answered = response?.frames[0];
      if (asked === undefined || answered === undefined || asked < answered) return noFaults;
      return [
        {
          frames: ascending([asked, answered]),
          layer: "http",
          message: `the response in frame ${answered} comes before its request in frame ${asked}`,
          hint: "send the request first",
        },
      ];
    },
  },
};
