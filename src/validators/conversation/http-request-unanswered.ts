import { framesOfMessage } from "../http-trace.js";
import { quoteValue } from "../quote-value.js";
import type { HttpRule } from "./rule.js";

export const httpRequestUnanswered: HttpRule = {
  code: "http-request-unanswered",
  level: "conversation",
  subject: "http",
  severity: { real: "note", generated: "error" },
  group: "response",
  finds: "An HTTP request that gets no response.",
  why: "A client waits for one. Real connections break off; generated traffic is complete.",
  rfc: "RFC 9112 section 9.2",
  example: 'the request GET "/index.html" gets no response',
  check({ exchanges }) {
    return exchanges.flatMap(({ request, response }) => {
      if (request === undefined || response !== undefined) return [];
      return [
        {
          frames: framesOfMessage(request),
          layer: "http",
          message: `the request ${request.head.method.slice(0, 20)} ${quoteValue(request.head.target)} gets no response`,
          hint: "answer with an HTTPResponse in a segment of the server",
        },
      ];
    });
  },
};
