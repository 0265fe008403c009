import { canonicalName } from "../../flow/dns-name-text.js";
import { layerOf } from "../../wire/decoded-frame.js";
import type { DnsRecord } from "../../wire/dns.js";
import { dnsTypeName } from "../dns-answer.js";
import { quoteValue } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

/** RRSIG: each signature has the time to live of the records it covers (RFC 4034 section 3). */
const signature = 46;

export const dnsTtlDiffersInSet: PacketRule = {
  code: "dns-ttl-differs-in-set",
  level: "packet",
  about: "dns",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "Records of one name, class and type with different times to live.",
  why: "They are one set and expire together: a cache takes the message for broken, or the lowest for all.",
  rfc: "RFC 2181 section 5.2",
  example: 'the A records of "example.com" have the times to live 300 and 60',
  check(frame) {
    const answers = layerOf(frame.decoded, "dns")?.message.answers ?? [];
    if (answers.length < 2) return noFaults;
    const different = firstDifferent(answers);
    if (different === undefined) return noFaults;
    const { record, before } = different;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "answers",
        message: `the ${dnsTypeName(record.type)} records of ${quoteValue(record.name)} have the times to live ${before} and ${record.ttl}`,
        hint: "give all records of a set the same ttl",
      },
    ];
  },
};

function firstDifferent(records: readonly DnsRecord[]) {
  const ttls = new Map<string, number>();
  for (const record of records) {
    if (record.type === signature) continue;
    const key = `${canonicalName(record.name)} ${record.type} ${record.class}`;
    const before = ttls.get(key);
    if (before !== undefined && before !== record.ttl) return { record, before };
    ttls.set(key, record.ttl);
  }
  return undefined;
}
