import { httpHeader } from "../../wire/http.js";
import { quoteValue } from "../quote-value.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpBodyIncomplete: ConversationRule = {
  code: "http-body-incomplete",
  level: "conversation",
  // Connections break off, and captures end.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "reassemble",
  finds: "An HTTP message whose body is shorter than announced, or never ends.",
  why: "The receiver waits for the rest, and takes the message for incomplete when the connection closes.",
  rfc: "RFC 9112 sections 6.3 and 8",
  example: 'the response announces a Content-Length of "120", its body has 86 octets',
  on: {
    httpMessage(message, { profile }) {
      if (message.isComplete || message.isMalformed) return noFaults;
      if (message.isCutByCapture && profile === "real") return noFaults;
      const { head, framing, bodyLength, frames } = message;
      const announced = httpHeader(head, "content-length");
      const length =
        framing === "content-length" && announced !== undefined
          ? `announces a Content-Length of ${quoteValue(announced)}, its body has ${bodyLength} octets`
          : `never ends (framing ${framing}, ${bodyLength} octets of body so far)`;
      return [
        {
          frames: ascending(frames),
          layer: "http",
          field: "Content-Length",
          message: `the ${head.kind} ${length}`,
          hint: `set Content_Length to "${bodyLength}", or send the rest of the body`,
        },
      ];
    },
  },
};
