import type { ConversationRule } from "./rule.js";

export const dnsLengthOverTcpWrong: ConversationRule = {
  code: "dns-length-over-tcp-wrong",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds:
    "A DNS message over TCP that is not as long as the two octets before it say, or cannot be read to its end.",
  why: "The length tells where the next message begins: with a wrong one the receiver loses its place in the stream.",
  rfc: "RFC 1035 section 4.2.2; RFC 7766 section 8",
  example: "the length before the DNS message is 60, the message has 44 octets",
  on: {
    dnsStreamProblem: ({ code, frameNumber, announced, found }) => [
      {
        frames: [frameNumber],
        layer: "dns",
        // A connection may be closed in the middle of a message.
        ...(code === "incomplete" ? { severity: "note" as const } : {}),
        message:
          code === "malformed"
            ? `the DNS message of ${announced} octets cannot be read beyond octet ${found}`
            : code === "incomplete"
              ? `the stream ends after ${found} octets of a DNS message, the length before it is ${announced}`
              : `the length before the DNS message is ${announced}, the message has ${found} octets`,
        hint: "set length to the octets of the DNS message, or leave it out",
        filter: "tcp.port == 53",
      },
    ],
  },
};
