import { quoteValue } from "../quote-value.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpRequestUnanswered: ConversationRule = {
  code: "http-request-unanswered",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "An HTTP request that gets no response.",
  why: "A client waits for one. Real connections break off; generated traffic is complete.",
  rfc: "RFC 9112 section 9.2",
  example: 'the request GET "/index.html" gets no response',
  on: {
    httpExchange({ request, response }) {
      if (request === undefined || response !== undefined) return noFaults;
      const { method, target } = request.head;
      return [
        {
          frames: ascending(request.frames),
          layer: "http",
          message: `the request ${method.slice(0, 20)} ${quoteValue(target)} gets no response`,
          hint: "answer with an HTTPResponse in a segment of the server",
        },
      ];
    },
  },
};
