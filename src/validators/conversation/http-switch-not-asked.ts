import { httpHeader } from "../../wire/http.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpSwitchNotAsked: ConversationRule = {
  code: "http-switch-not-asked",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "A response 101 to a request without Upgrade, or without saying which protocol follows.",
  why: "After 101 the connection is no longer HTTP: both sides must agree on what it is.",
  rfc: "RFC 9110 sections 7.8 and 15.2.2",
  example: "the response 101 answers a request that has no Upgrade header",
  on: {
    httpExchange({ request, response }) {
      if (response?.head.statusCode !== 101 || request === undefined) return noFaults;
      const isAsked = httpHeader(request.head, "upgrade") !== undefined;
      if (isAsked && httpHeader(response.head, "upgrade") !== undefined) return noFaults;
      return [
        {
          frames: ascending([...request.frames, ...response.frames]),
          layer: "http",
          field: "Upgrade",
          message: isAsked
            ? "the response 101 has no Upgrade header"
            : "the response 101 answers a request that has no Upgrade header",
          hint: "set Upgrade and Connection in both, or another Status_Code",
        },
      ];
    },
  },
};
