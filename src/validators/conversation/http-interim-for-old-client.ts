import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpInterimForOldClient: ConversationRule = {
  code: "http-interim-for-old-client",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An interim response (1xx) to an HTTP/1.0 request.",
  why: "HTTP/1.0 knows no interim responses: the client takes it for the answer.",
  rfc: "RFC 9110 section 15.2",
  example: "an interim response answers a request of HTTP/1.0",
  on: {
    httpExchange({ request, interim, response }) {
      if (interim === 0 || request?.head.version !== "HTTP/1.0") return noFaults;
      return [
        {
          frames: ascending([...request.frames, ...(response?.frames ?? [])]),
          layer: "http",
          message: "an interim response answers a request of HTTP/1.0",
          hint: "leave the interim response out",
        },
      ];
    },
  },
};
