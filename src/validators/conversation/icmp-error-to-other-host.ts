import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const icmpErrorToOtherHost: ConversationRule = {
  code: "icmp-error-to-other-host",
  level: "conversation",
  // Address translators forget to change what is quoted.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "An ICMP error that does not go to the sender of the packet it quotes.",
  why: "The error tells the sender what became of its packet; nobody else can do anything about it.",
  rfc: "RFC 792; RFC 4443 section 2.2",
  example: "the ICMP error goes to 192.168.1.99, the quoted packet is from 192.168.1.23",
  on: {
    icmpError({ destination, quotedSource, frameNumber, protocol }) {
      if (destination === quotedSource) return noFaults;
      return [
        {
          frames: [frameNumber],
          layer: protocol,
          field: "quoted",
          message: `the ICMP error goes to ${destination}, the quoted packet is from ${quotedSource}`,
          hint: "send the error to the quoted packet's source",
        },
      ];
    },
  },
};
