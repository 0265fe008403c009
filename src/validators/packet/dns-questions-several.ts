import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const mdnsPort = 5353;

export const dnsQuestionsSeveral: PacketRule = {
  code: "dns-questions-several",
  level: "packet",
  about: "dns",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A standard DNS query or answer with more than one question.",
  why: "A response code can only answer one: name servers refuse such a message with FORMERR.",
  rfc: "RFC 9619 section 4",
  example: "the DNS query carries 2 questions",
  check(frame) {
    const dns = layerOf(frame.decoded, "dns")?.message;
    if (dns === undefined || dns.opcode !== 0 || dns.questionCount < 2) return noFaults;
    const udp = layerOf(frame.decoded, "udp")?.header;
    // Multicast DNS asks several at once (RFC 6762 section 5.3).
    if (udp?.sourcePort === mdnsPort || udp?.destinationPort === mdnsPort) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "questionCount",
        message: `the DNS ${dns.qr === 1 ? "answer" : "query"} carries ${dns.questionCount} questions`,
        hint: "ask one name at a time",
        filter: "dns.count.queries > 1",
      },
    ];
  },
};
