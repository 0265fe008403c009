import { layerOf } from "../../wire/decoded-frame.js";
import { type DnsRecord, dnsTypes } from "../../wire/dns.js";
import { quoteValue } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const largest = 0x7fffffff;

export const dnsTtlTooLarge: PacketRule = {
  code: "dns-ttl-too-large",
  level: "packet",
  about: "dns",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A DNS record with a time to live above 2147483647 seconds.",
  why: "The field counts 31 bits; a receiver treats a larger value as zero.",
  rfc: "RFC 2181 section 8",
  example: 'the record of "example.com" has a time to live of 4294967295 s',
  check(frame) {
    const dns = layerOf(frame.decoded, "dns")?.message;
    if (dns === undefined) return noFaults;
    const isTooLarge = ({ type, ttl }: DnsRecord) => type !== dnsTypes.OPT && ttl > largest;
    const record =
      dns.answers.find(isTooLarge) ?? dns.authorities.find(isTooLarge) ?? dns.additionals.find(isTooLarge);
    if (record === undefined) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "answers",
        message: `the record of ${quoteValue(record.name)} has a time to live of ${record.ttl} s`,
        hint: "set ttl to some minutes or hours, in seconds",
        filter: `dns.resp.ttl > ${largest}`,
      },
    ];
  },
};
