import { frameNumbers } from "../rule.js";
import type { HttpRule } from "./rule.js";

export const httpResponseBeforeRequest: HttpRule = {
  code: "http-response-before-request",
  level: "conversation",
  subject: "http",
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "An HTTP response that begins before its request does.",
  why: "A server answers what it has read.",
  rfc: "RFC 9110 section 3.4; RFC 9112 section 9.2",
  example: "the response in frame 5 comes before its request in frame 7",
  check({ exchanges }) {
    return exchanges.flatMap(({ request, response }) => {
      const asked = request?.frames[0];
      const answered = response?.frames[0];
      if (asked === undefined || answered === undefined || asked.frameNumber < answered.frameNumber)
        return [];
      return [
        {
          frames: frameNumbers(asked, answered),
          layer: "http",
          message: `the response in frame ${answered.frameNumber} comes before its request in frame ${asked.frameNumber}`,
          hint: "send the request first",
        },
      ];
    });
  },
};
