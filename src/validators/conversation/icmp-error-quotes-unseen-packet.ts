import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const icmpErrorQuotesUnseenPacket: ConversationRule = {
  code: "icmp-error-quotes-unseen-packet",
  level: "conversation",
  // The capture may have lost the packet, or begun after it.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "An ICMP error about a packet that was never sent, though the capture shows others of its sender.",
  why: "An error answers one packet. Where none with these addresses and ports passed, the error is forged or made up.",
  rfc: "RFC 1122 section 3.2.2; RFC 5927 section 3",
  example: "the ICMP error (type 3, code 3) is about a packet of 192.168.1.23 to 192.0.2.9 that was not sent",
  on: {
    icmpError(error, { profile }) {
      const { isQuotedSeen, isSenderSeen, frameNumber, protocol, type, code } = error;
      if (isQuotedSeen || (profile === "real" && !isSenderSeen)) return noFaults;
      return [
        {
          frames: [frameNumber],
          layer: protocol,
          field: "quoted",
          message: `the ICMP error (type ${type}, code ${code}) is about a packet of ${error.quotedSource} to ${error.quotedDestination} that was not sent`,
          hint: "send the packet first, and quote its IP header and first 8 octets",
        },
      ];
    },
  },
};
