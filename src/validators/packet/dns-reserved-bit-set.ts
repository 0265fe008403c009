import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dnsReservedBitSet: PacketRule = {
  code: "dns-reserved-bit-set",
  level: "packet",
  about: "dns",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A DNS message with the reserved Z bit set.",
  why: "The bit must be zero in all queries and responses.",
  rfc: "RFC 1035 section 4.1.1; RFC 6895 section 2.1",
  example: "the reserved bit of the DNS header is set",
  check(frame) {
    const dns = layerOf(frame.decoded, "dns")?.message;
    if (dns === undefined || Number(dns.z) === 0) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "z",
        message: "the reserved bit of the DNS header is set",
        hint: "leave z out",
        filter: "dns.flags.z == 1",
      },
    ];
  },
};
