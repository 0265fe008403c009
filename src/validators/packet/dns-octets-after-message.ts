import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dnsOctetsAfterMessage: PacketRule = {
  code: "dns-octets-after-message",
  level: "packet",
  about: "dns",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "Octets after the last record that a DNS header counts.",
  why: "The counts are too small, or something else was appended: what follows is never read.",
  rfc: "RFC 1035 section 4.1.1",
  example: "16 octets follow the last record that the DNS header counts",
  check(frame) {
    const dns = layerOf(frame.decoded, "dns");
    if (dns === undefined || dns.payloadLength === 0 || frame.decoded.error?.layer === "dns") return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        message: `${dns.payloadLength} octets follow the last record that the DNS header counts`,
        hint: "leave qdcount, ancount, nscount and arcount out of DNS: they are computed",
      },
    ];
  },
};
