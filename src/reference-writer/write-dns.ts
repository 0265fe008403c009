import { dnsRcodes, type DnsQuerySummary, type DnsSummary } from "../contracts/summary.js";
import { chooseAddresses } from "./public-addresses.js";
import { pythonBytes, pythonString } from "./python-text.js";
import type { Choices } from "./seeded-choices.js";

/** Base TTLs that zones are served with, in seconds; a cache counts them down. */
const zoneTtls = [60, 60, 120, 300, 300, 300, 600, 1800, 3600] as const;
/** UDP payload size that name servers offer (DNS flag day 2020): no fragments on common paths. */
const serverPayloadSize = 1232;

/** One query and its answer, as the script writes them. */
interface Exchange {
  readonly query: string;
  readonly answer: string;
}

/**
 * Queries and answers: one port, an id and a question each; the records' addresses are fixed, or public ones of its own choice.
 * An answer without addresses of the type is empty; one with another code than NOERROR, too.
 */
export function writeDns(summary: DnsSummary, choices: Choices): string {
  const queries: readonly DnsQuerySummary[] = [summary, ...(summary.further ?? [])];
  const ttl = summary.ttl ?? chooseTtl(choices);
  const asksForIpv4 = queries.some(({ type = "A" }) => type === "A");
  const addresses = summary.response ?? (asksForIpv4 ? chooseAddresses(choices) : []);
  const exchanges = queries.map((query, index) =>
    writeExchange(summary, query, { ident: identName(queries, index), ttl, addresses }),
  );
  const idents = queries.flatMap(({ id }, index) =>
    id === undefined ? [`${identName(queries, index)} = random.randint(0, 65535)`] : [],
  );
  return [
    "port = random.randint(32768, 60999)",
    ...idents,
    ...inOrder(exchanges, summary.order).map((packet, index) => `pkt_${index + 1} = ${packet}`),
    "",
  ].join("\n");
}

function chooseTtl(choices: Choices): number {
  const zoneTtl = choices.oneOf(zoneTtls);
  return choices.chance(40) ? zoneTtl : choices.integer(Math.ceil(zoneTtl / 10), zoneTtl);
}

/** What the script calls an id that it draws. */
function identName(queries: readonly DnsQuerySummary[], index: number): string {
  return queries.length === 1 ? "ident" : `ident_${index + 1}`;
}

function writeExchange(
  summary: DnsSummary,
  { id, type = "A", rcode = "NOERROR" }: DnsQuerySummary,
  drawn: { readonly ident: string; readonly ttl: number; readonly addresses: readonly string[] },
): Exchange {
  const { source, destination, edns, authenticData, authoritative } = summary;
  const name = pythonString(summary.resource);
  const ident = id === undefined ? drawn.ident : `0x${id.toString(16).padStart(4, "0")}`;
  const question = `qd=DNSQR(qname=${name}, qtype="${type}", qclass="IN")`;
  const records = drawn.addresses
    .filter((address) => rcode === "NOERROR" && address.includes(":") === (type === "AAAA"))
    .map(
      (address) => `DNSRR(rrname=${name}, type="${type}", rclass="IN", ttl=${drawn.ttl}, rdata="${address}")`,
    );
  const isPositive = rcode === "NOERROR";
  const query = [
    `id=${ident}, qr=0, rd=1`,
    ...(authenticData === true ? ["ad=1"] : []),
    question,
    ...(edns === undefined ? [] : [`ar=${writeOpt(edns, cookieOption(summary))}`]),
  ];
  const answer = [
    `id=${ident}, qr=1, ${authoritative === true && isPositive ? "aa=1, " : ""}rd=1, ra=1`,
    ...(isPositive ? [] : [`rcode=${dnsRcodes[rcode]}`]),
    question,
    ...(records.length === 0 ? [] : [`an=${records.join("/")}`]),
    ...(edns === undefined
      ? []
      : [`ar=${writeOpt(serverPayloadSize, rcode === "REFUSED" ? notReady : undefined)}`]),
  ];
  return {
    query: `IP(src="${source.ip}", dst="${destination.ip}")/UDP(sport=port, dport=53)/DNS(${query.join(", ")})`,
    answer: `IP(src="${destination.ip}", dst="${source.ip}")/UDP(sport=53, dport=port)/DNS(${answer.join(", ")})`,
  };
}

interface EdnsOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** Why a forwarder without servers of its own refuses (RFC 8914 section 4.15): what dnsmasq 2.90 says. */
const notReady: EdnsOption = { code: 15, data: Uint8Array.of(0, 14) };

/** RFC 7873 section 4. */
function cookieOption({ cookie }: DnsSummary): EdnsOption | undefined {
  if (cookie === undefined) return undefined;
  return { code: 10, data: Uint8Array.from(cookie.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) };
}

/** RFC 6891 section 6.1.2. Scapy sets the bit for DNSSEC unless `z` is given. */
function writeOpt(payloadSize: number, option: EdnsOption | undefined): string {
  const options =
    option === undefined
      ? ""
      : `, rdata=[EDNS0TLV(optcode=${option.code}, optdata=${pythonBytes(option.data)})]`;
  return `DNSRROPT(rclass=${payloadSize}, z=0${options})`;
}

/** A resolver sends what it asks together and waits then, unless the first answer is quicker. */
function inOrder(exchanges: readonly Exchange[], order: DnsSummary["order"]): readonly string[] {
  if (order === "in turn") return exchanges.flatMap(({ query, answer }) => [query, answer]);
  return [...exchanges.map(({ query }) => query), ...exchanges.map(({ answer }) => answer)];
}
