import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpOctetsAfterMessage: ConversationRule = {
  code: "http-octets-after-message",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds:
    "Octets after the end of an HTTP message that begin no other: the body is longer than Content-Length says.",
  why: "The receiver takes them for the next message, and fails.",
  rfc: "RFC 9112 sections 6.2 and 6.3",
  example: "12 octets follow the response, whose body ends after 86 octets",
  on: {
    httpProblem({ code, direction, frameNumber, octetsLeft, messagesBefore, lastBodyLength }) {
      if (code !== "not-http" || messagesBefore === 0) return noFaults;
      return [
        {
          frames: frameNumber === undefined ? [] : [frameNumber],
          layer: "http",
          field: "Content-Length",
          message: `${octetsLeft} octets follow the ${direction}, whose body ends after ${lastBodyLength} octets`,
          hint: `set Content_Length to ${lastBodyLength + octetsLeft}, or shorten the body`,
        },
      ];
    },
  },
};
