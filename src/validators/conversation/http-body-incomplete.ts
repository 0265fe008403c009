import { httpHeader } from "../../wire/http.js";
import { framesOfMessage } from "../http-trace.js";
import { quoteValue } from "../quote-value.js";
import type { HttpRule } from "./rule.js";

export const httpBodyIncomplete: HttpRule = {
  code: "http-body-incomplete",
  level: "conversation",
  subject: "http",
  // Connections break off, and captures end.
  severity: { real: "note", generated: "error" },
  group: "reassemble",
  finds: "An HTTP message whose body is shorter than announced, or never ends.",
  why: "The receiver waits for the rest, and takes the message for incomplete when the connection closes.",
  rfc: "RFC 9112 sections 6.3 and 8",
  example: 'the response announces a Content-Length of "120", its body has 86 octets',
  check({ requests, responses }) {
    return [...requests, ...responses]
      .filter(({ isComplete }) => !isComplete)
      .map((message) => {
        const announced = httpHeader(message.head, "content-length");
        const length =
          message.framing === "content-length" && announced !== undefined
            ? `announces a Content-Length of ${quoteValue(announced)}, its body has ${message.body.length} octets`
            : `never ends (framing ${message.framing}, ${message.body.length} octets of body so far)`;
        return {
          frames: framesOfMessage(message),
          layer: "http",
          field: "Content-Length",
          message: `the ${message.head.kind} ${length}`,
          hint: `set Content_Length to "${message.body.length}", or send the rest of the body`,
        };
      });
  },
};
