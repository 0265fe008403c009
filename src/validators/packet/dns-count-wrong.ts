import { sectionsShort } from "../dns-sections.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dnsCountWrong: PacketRule = {
  code: "dns-count-wrong",
  level: "packet",
  about: "error",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A DNS message with fewer questions or records than its header counts.",
  why: "The receiver looks for the missing ones beyond the message's end, and drops it as malformed.",
  rfc: "RFC 1035 section 4.1.1",
  example: "the DNS header counts 2 answer records, the message holds 1",
  check(frame) {
    const short = sectionsShort(frame.decoded);
    if (short === undefined) return noFaults;
    const { section, counted, held, isTruncated } = short;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: `${section}Count`,
        // A server that says so may have cut within a record (RFC 2181 section 9).
        ...(isTruncated ? { severity: "note" as const } : {}),
        message: `the DNS header counts ${counted} ${section} records, the message holds ${held}`,
        hint: "leave qdcount, ancount, nscount and arcount out of DNS: they are computed",
      },
    ];
  },
};
