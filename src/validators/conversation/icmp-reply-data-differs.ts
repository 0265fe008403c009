import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const icmpReplyDataDiffers: ConversationRule = {
  code: "icmp-reply-data-differs",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "An echo reply that carries other data than the request.",
  why: "The replier returns what it received, octet for octet: the asker finds out by it whether the path damages packets.",
  rfc: "RFC 792, Echo; RFC 1122 section 3.2.2.6; RFC 4443 section 4.2",
  example: "the echo request carries 56 octets of data, the reply 0",
  on: {
    icmpAnswered({ request, reply }) {
      if (request.kind !== "echo" || request.dataDigest === undefined || reply.dataDigest === undefined)
        return noFaults;
      if (request.dataLength === reply.dataLength && request.dataDigest === reply.dataDigest) return noFaults;
      const message =
        request.dataLength === reply.dataLength
          ? `the ${request.dataLength} octets of data in the echo reply are not those of the request`
          : `the echo request carries ${request.dataLength} octets of data, the reply ${reply.dataLength}`;
      const hint = "give the reply the request's payload";
      return [{ frames: frameNumbers(request, reply), layer: reply.protocol, field: "data", message, hint }];
    },
  },
};
