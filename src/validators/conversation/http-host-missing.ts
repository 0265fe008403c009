import { httpHeaderValues } from "../../wire/http.js";
import { framesOfMessage } from "../http-trace.js";
import type { HttpRule } from "./rule.js";

export const httpHostMissing: HttpRule = {
  code: "http-host-missing",
  level: "conversation",
  subject: "http",
  severity: { real: "warn", generated: "error" },
  group: "protocol",
  finds: "An HTTP/1.1 request without a Host header, or with several.",
  why: "Every HTTP/1.1 request says which host it means; a server must refuse one that does not with 400.",
  rfc: "RFC 9112 section 3.2",
  example: "the HTTP/1.1 request has no Host header",
  check({ requests }) {
    return requests.flatMap((request) => {
      const count = httpHeaderValues(request.head, "host").length;
      if (request.head.version !== "HTTP/1.1" || count === 1) return [];
      return [
        {
          frames: framesOfMessage(request),
          layer: "http",
          field: "Host",
          message: `the HTTP/1.1 request has ${count === 0 ? "no Host header" : `${count} Host headers`}`,
          hint: "set Host to the name in the URL, once",
          filter: "http.request && !http.host",
        },
      ];
    });
  },
};
