import { httpHeader } from "../../wire/http.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

const required: ReadonlyMap<number, string> = new Map([
  [401, "WWW-Authenticate"],
  [405, "Allow"],
  [407, "Proxy-Authenticate"],
  [426, "Upgrade"],
]);

export const httpRequiredHeaderMissing: ConversationRule = {
  code: "http-required-header-missing",
  level: "conversation",
  severity: { real: "note", generated: "note" },
  certainty: "certain",
  group: "protocol",
  finds: "A response without the header that its status must have: 401, 405, 407, 426.",
  why: "The header says what the client may do instead; without it the client can only give up.",
  rfc: "RFC 9110 sections 15.5.2, 15.5.6, 15.5.8 and 15.5.22",
  example: "the response 401 has no WWW-Authenticate header",
  on: {
    httpMessage({ head, frames }) {
      const name = head.kind === "response" ? required.get(head.statusCode) : undefined;
      if (head.kind !== "response" || name === undefined || httpHeader(head, name) !== undefined)
        return noFaults;
      return [
        {
          frames: ascending(frames),
          layer: "http",
          field: name,
          message: `the response ${head.statusCode} has no ${name} header`,
          hint: `set ${name.replace("-", "_")} in HTTPResponse`,
        },
      ];
    },
  },
};
