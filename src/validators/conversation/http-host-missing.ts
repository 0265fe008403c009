import { httpHeaderValues } from "../../wire/http.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpHostMissing: ConversationRule = {
  code: "http-host-missing",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An HTTP/1.1 request without a Host header, or with several.",
  why: "Every HTTP/1.1 request says which host it means; a server must refuse one that does not with 400.",
  rfc: "RFC 9112 section 3.2",
  example: "the HTTP/1.1 request has no Host header",
  on: {
    httpMessage({ head, frames }) {
      if (head.kind !== "request" || head.version !== "HTTP/1.1") return noFaults;
      const count = httpHeaderValues(head, "host").length;
      if (count === 1) return noFaults;
      return [
        {
          frames: ascending(frames),
          layer: "http",
          field: "Host",
          message: `the HTTP/1.1 request has ${count === 0 ? "no Host header" : `${count} Host headers`}`,
          hint: "set Host to the name in the URL, once",
          filter: "http.request && !http.host",
        },
      ];
    },
  },
};
