import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const mdnsPort = 5353;

export const dnsMessageWithoutQuestion: PacketRule = {
  code: "dns-message-without-question",
  level: "packet",
  about: "dns",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A standard DNS query or answer that carries no question.",
  why: "A query asks exactly one question and the answer repeats it: without it the asker drops the answer.",
  rfc: "RFC 1035 section 4.1.2; RFC 5452 section 9.1; RFC 9619",
  example: "the DNS answer carries no question",
  check(frame) {
    const dns = layerOf(frame.decoded, "dns")?.message;
    if (dns === undefined || dns.opcode !== 0 || dns.questionCount > 0) return noFaults;
    const udp = layerOf(frame.decoded, "udp")?.header;
    // Multicast DNS announces without being asked (RFC 6762 section 6).
    if (udp?.sourcePort === mdnsPort || udp?.destinationPort === mdnsPort) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "questionCount",
        message: `the DNS ${dns.qr === 1 ? "answer" : "query"} carries no question`,
        hint: "give DNS a qd with the name asked for, in the answer too",
        filter: "dns.count.queries == 0",
      },
    ];
  },
};
