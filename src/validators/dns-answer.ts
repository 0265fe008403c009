import type { Ipv4Address } from "../contracts/address.js";
import { canonicalName } from "../flow/dns-name-text.js";
import { dnsTypes, type DnsMessage, type DnsQuestion, type DnsRecord } from "../wire/dns.js";

/** What the answer section says of one name, aliases followed. */
export interface AnswerChain {
  /** Canonical: the asked name, then each alias target in its order. */
  readonly names: readonly string[];
  /** Records of the asked type and class that belong to a name of the chain, in the order of the message. */
  readonly records: readonly DnsRecord[];
}

/**
 * Follows CNAME records from the asked name (RFC 1034 section 3.6.2), in whatever order they stand. A chain that returns
 * to itself ends there; each record is used at most once, so the work is bounded by the message.
 */
export function followAnswer(message: DnsMessage, question: DnsQuestion): AnswerChain {
  const aliases = new Map<string, string>();
  for (const record of message.answers) {
    if (record.type !== dnsTypes.CNAME || record.rdata.kind !== "name") continue;
    const owner = canonicalName(record.name);
    if (!aliases.has(owner)) aliases.set(owner, canonicalName(record.rdata.name));
  }
  const names = new Set<string>();
  let name: string | undefined = canonicalName(question.name);
  while (name !== undefined && !names.has(name)) {
    names.add(name);
    name = question.type === dnsTypes.CNAME ? undefined : aliases.get(name);
  }
  const records = message.answers.filter(
    (record) =>
      names.has(canonicalName(record.name)) &&
      record.class === question.class &&
      (record.type === question.type || question.type === anyType),
  );
  return { names: [...names], records };
}

/** QTYPE `*` (RFC 1035 section 3.2.3). */
export const anyType = 255;

/** IXFR and AXFR, whose answers are a whole zone (RFC 1995, RFC 5936). */
export const zoneTransfers: readonly number[] = [251, 252];

/** The addresses of the A records at the end of the chain, in the order of the message. */
export function answerAddresses(message: DnsMessage, question: DnsQuestion): readonly Ipv4Address[] {
  return followAnswer(message, question).records.flatMap(({ rdata }) =>
    rdata.kind === "a" ? [rdata.address] : [],
  );
}

/** `A`, or `TYPE65` for a type without a name here (RFC 3597 section 5). */
export function dnsTypeName(type: number): string {
  for (const [name, number] of Object.entries(dnsTypes)) if (number === type) return name;
  return `TYPE${type}`;
}

/** The addresses of the AAAA records at the end of the chain, RFC 5952 text. */
export function answerAddressesIpv6(message: DnsMessage, question: DnsQuestion): readonly string[] {
  return followAnswer(message, question).records.flatMap(({ rdata }) =>
    rdata.kind === "aaaa" ? [rdata.address] : [],
  );
}
