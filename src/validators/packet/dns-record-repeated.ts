import { canonicalName } from "../../flow/dns-name-text.js";
import { layerOf } from "../../wire/decoded-frame.js";
import type { DnsRecord } from "../../wire/dns.js";
import { dnsTypeName, zoneTransfers } from "../dns-answer.js";
import { quoteValue } from "../quote-value.js";
import { rdataText } from "../dns-rdata-text.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dnsRecordRepeated: PacketRule = {
  code: "dns-record-repeated",
  level: "packet",
  about: "dns",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An answer section that has the same record twice.",
  why: "Records of a name, class and type are a set: name servers suppress duplicates.",
  rfc: "RFC 2181 section 5",
  example: 'the A record of "example.com" is there twice',
  check(frame) {
    const dns = layerOf(frame.decoded, "dns")?.message;
    if (dns === undefined || dns.answers.length < 2) return noFaults;
    // A zone transfer begins and ends with the same record (RFC 5936 section 2.2).
    if (zoneTransfers.includes(dns.questions[0]?.type ?? 0) || dns.questions.length === 0) return noFaults;
    const repeated = firstRepeated(dns.answers);
    if (repeated === undefined) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "answers",
        message: `the ${dnsTypeName(repeated.type)} record of ${quoteValue(repeated.name)} is there twice`,
        hint: "give each record once",
      },
    ];
  },
};

function firstRepeated(records: readonly DnsRecord[]): DnsRecord | undefined {
  const seen = new Set<string>();
  for (const record of records) {
    const key = `${canonicalName(record.name)} ${record.type} ${record.class} ${rdataText(record.rdata)}`;
    if (seen.has(key)) return record;
    seen.add(key);
  }
  return undefined;
}
