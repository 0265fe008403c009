import { encodeDns, type DnsFields, type DnsRecordFields } from "../../src/wire/dns.js";
import type { RuleCase } from "./case.js";
import { addressRecord, change, client, dnsExchange, type FrameSpec, router, site } from "./day-frames.js";
import { fires, silent } from "./rule-case.js";

const question = { name: site.host, type: 1, class: 1 };
const answer = (dns: DnsFields) => change(dnsExchange, 2, { dns });
const query = (dns: DnsFields) => change(dnsExchange, 1, { dns });
const answers = (...records: readonly DnsRecordFields[]) => answer({ answers: records });
const alias = (name: string, target: string): DnsRecordFields => ({
  name,
  type: 5,
  class: 1,
  ttl: 300,
  rdata: { kind: "name", name: target },
});
const opt = (fields: DnsRecordFields = {}): DnsRecordFields => ({
  name: ".",
  type: 41,
  class: 1232,
  rdata: { kind: "opt", options: [] },
  ...fields,
});
/** The answer's octets in place of what they say. */
const octets = (message: Uint8Array): readonly FrameSpec[] =>
  dnsExchange.map(({ dns, ...spec }, index) =>
    index === 1 ? { ...spec, payload: message } : { ...spec, ...(dns && { dns }) },
  );
const message = encodeDns({
  transactionId: 0x7210,
  qr: 1,
  rd: 1,
  ra: 1,
  questions: [question],
  answers: [addressRecord],
});
/** The answer with some octets replaced, from an offset of the message on. */
const patched = (offset: number, ...values: readonly number[]) => {
  const bytes = message.slice();
  bytes.set(values, offset);
  return octets(bytes);
};

/** DNS over TCP: SYN, SYN-ACK, ACK, query, answer, and both closes. The query has 33 octets, the answer `message`. */
function overTcp(queryLength: number): readonly FrameSpec[] {
  const asked = encodeDns({ transactionId: 0x7210, rd: 1, questions: [question] });
  const lengthBefore = (length: number, bytes: Uint8Array) =>
    Uint8Array.of(length >>> 8, length & 0xff, ...bytes);
  const [c, s] = [3_000_000_000, 1_500_000_000];
  const request = lengthBefore(queryLength, asked);
  const response = lengthBefore(message.length, message);
  const [asks, gets] = [request.length + 1, response.length + 1];
  const mss = [{ kind: "mss", value: 1460 }] as const;
  const up = (
    index: number,
    flags: number,
    sent: number,
    got: number,
    payload = new Uint8Array(0),
  ): FrameSpec => ({
    ethernet: { source: client.mac, destination: router.mac },
    ipv4: { identification: 100 + index, flags: 2, source: client.ip, destination: router.ip },
    tcp: {
      sourcePort: 40200,
      destinationPort: 53,
      flags,
      sequenceNumber: c + sent,
      ...(flags === 2 ? { options: mss } : { acknowledgmentNumber: s + got }),
      window: 64240,
    },
    payload,
  });
  const down = (
    index: number,
    flags: number,
    sent: number,
    got: number,
    payload = new Uint8Array(0),
  ): FrameSpec => ({
    ethernet: { source: router.mac, destination: client.mac },
    ipv4: { identification: 200 + index, flags: 2, source: router.ip, destination: client.ip },
    tcp: {
      sourcePort: 53,
      destinationPort: 40200,
      flags,
      sequenceNumber: s + sent,
      acknowledgmentNumber: c + got,
      ...(flags === 18 ? { options: mss } : {}),
      window: 65160,
    },
    payload,
  });
  return [
    up(1, 2, 0, 0),
    down(1, 18, 0, 1),
    up(2, 16, 1, 1),
    up(3, 24, 1, 1, request),
    down(2, 16, 1, asks),
    down(3, 24, 1, asks, response),
    up(4, 16, asks, gets),
    up(5, 17, asks, gets),
    down(4, 17, gets, asks + 1),
    up(6, 16, asks + 1, gets + 1),
  ];
}

/** Queries for three names, each answered. */
const three = (ids: readonly number[]): readonly FrameSpec[] =>
  ids.flatMap((transactionId, index) => {
    const asked = [{ name: `host${index}.example.org`, type: 1, class: 1 }];
    const record = { ...addressRecord, name: `host${index}.example.org` };
    const ports = { sourcePort: 41000 + index, destinationPort: 53 };
    return [
      change(dnsExchange, 1, {
        ipv4: { identification: 500 + index },
        udp: ports,
        dns: { transactionId, questions: asked },
      })[0] ?? {},
      change(dnsExchange, 2, {
        ipv4: { identification: 600 + index },
        udp: { sourcePort: 53, destinationPort: 41000 + index },
        dns: { transactionId, questions: asked, answers: [record] },
      })[1] ?? {},
    ];
  });

const texts = (count: number): readonly DnsRecordFields[] =>
  Array.from({ length: count }, (_, index) => ({
    name: site.host,
    type: 16,
    class: 1,
    ttl: 300,
    rdata: { kind: "txt", strings: [new Uint8Array(120).fill(0x61 + index)] },
  }));
const textQuestion = [{ name: site.host, type: 16, class: 1 }];
const longAnswer = (count: number, additionals: readonly DnsRecordFields[]) =>
  change(change(dnsExchange, 1, { dns: { questions: textQuestion, additionals } }), 2, {
    dns: { questions: textQuestion, answers: texts(count), additionals },
  });

export const dnsDetailCases: readonly RuleCase[] = [
  // The answer's record begins at octet 33 of the message: 12 of header, 17 of name, 4 of type and class.
  fires("dns-name-malformed", "a pointer to itself", patched(33, 0xc0, 33), ["dns-name-malformed 2"]),
  fires("dns-name-malformed", "a label of more than 63 octets", patched(33, 0x50), ["dns-name-malformed 2"]),
  silent(
    "dns-name-malformed",
    "a pointer back to the question",
    octets(
      encodeDns(
        { transactionId: 0x7210, qr: 1, rd: 1, ra: 1, questions: [question], answers: [addressRecord] },
        { compress: true },
      ),
    ),
  ),
  fires(
    "dns-rdata-length-wrong",
    "an A record of 5 octets",
    answers({ ...addressRecord, rdata: { kind: "bytes", bytes: Uint8Array.of(203, 0, 113, 80, 0) } }),
    ["dns-rdata-length-wrong 2"],
  ),
  silent("dns-rdata-length-wrong", "4 octets", dnsExchange),
  fires("dns-count-wrong", "two announced, one there", answer({ answerCount: 2 }), ["dns-count-wrong 2"]),
  fires(
    "dns-count-wrong",
    "a server says that it has cut the answer",
    answer({ answerCount: 2, tc: 1 }),
    ["note: dns-count-wrong 2"],
    "real",
  ),
  silent("dns-count-wrong", "as many as there are", dnsExchange),
  fires("dns-octets-after-message", "none announced, one there", answer({ answerCount: 0 }), [
    "dns-octets-after-message 2",
  ]),
  silent("dns-octets-after-message", "as many as there are", dnsExchange),
  fires("dns-questions-several", "two", query({ questions: [question, { ...question, type: 28 }] }), [
    "dns-questions-several 1",
  ]),
  silent("dns-questions-several", "one", dnsExchange),
  fires(
    "dns-opt-misplaced",
    "two",
    change(query({ additionals: [opt(), opt()] }), 2, { dns: { additionals: [opt()] } }),
    ["dns-opt-misplaced 1"],
  ),
  fires(
    "dns-opt-misplaced",
    "with a name",
    query({ additionals: [opt({ name: site.host })] }),
    ["warn: dns-opt-misplaced 1"],
    "real",
  ),
  silent(
    "dns-opt-misplaced",
    "one in each message",
    change(query({ additionals: [opt()] }), 2, { dns: { additionals: [opt()] } }),
  ),
  fires("dns-record-repeated", "twice the same address", answers(addressRecord, addressRecord), [
    "dns-record-repeated 2",
  ]),
  silent(
    "dns-record-repeated",
    "two addresses",
    answers(addressRecord, { ...addressRecord, rdata: { kind: "a", address: "203.0.113.81" } }),
  ),
  fires(
    "dns-ttl-differs-in-set",
    "two addresses",
    answers(addressRecord, { ...addressRecord, ttl: 60, rdata: { kind: "a", address: "203.0.113.81" } }),
    ["dns-ttl-differs-in-set 2"],
  ),
  silent(
    "dns-ttl-differs-in-set",
    "an alias and its target are two sets",
    answers(
      { ...alias(site.host, "edge.example.net"), ttl: 60 },
      { ...addressRecord, name: "edge.example.net" },
    ),
  ),
  fires("dns-error-with-answers", "REFUSED with a record", answer({ rcode: 5 }), [
    "dns-error-with-answers 2",
  ]),
  silent("dns-error-with-answers", "REFUSED", answer({ rcode: 5, answers: [] })),
  fires(
    "dns-question-not-a-host",
    "a URL",
    dnsExchange.map((spec) => ({
      ...spec,
      dns: {
        ...spec.dns,
        questions: [{ ...question, name: "http://www.example.org/" }],
        ...(spec.dns?.qr === 1 ? { answers: [{ ...addressRecord, name: "http://www.example.org/" }] } : {}),
      },
    })),
    ["dns-question-not-a-host 1", "dns-question-not-a-host 2"],
  ),
  silent("dns-question-not-a-host", "a name with hyphen and digit", three([1, 2])),
  fires("dns-opt-not-asked", "in the answer alone", answer({ additionals: [opt()] }), [
    "dns-opt-not-asked 1,2",
  ]),
  silent("dns-opt-not-asked", "in the query alone", query({ additionals: [opt()] })),
  // 12 + 21 + 5 × (17 + 10 + 121) octets.
  fires("dns-answer-too-long", "773 octets to one who takes 512", longAnswer(5, []), [
    "dns-answer-too-long 1,2",
  ]),
  silent("dns-answer-too-long", "to one who takes 1232", longAnswer(5, [opt()])),
  silent("dns-answer-too-long", "477 octets", longAnswer(3, [])),
  fires("dns-nxdomain-with-answer", "the asked address", answer({ rcode: 3 }), [
    "dns-nxdomain-with-answer 1,2",
  ]),
  silent(
    "dns-nxdomain-with-answer",
    "an alias whose target does not exist",
    answer({ rcode: 3, answers: [alias(site.host, "gone.example.net")] }),
  ),
  fires(
    "dns-alias-broken",
    "round in a circle",
    answers(alias(site.host, "a.example.net"), alias("a.example.net", site.host)),
    ["dns-alias-broken 2"],
  ),
  fires("dns-alias-broken", "beside an address", answers(alias(site.host, "a.example.net"), addressRecord), [
    "dns-alias-broken 2",
  ]),
  silent(
    "dns-alias-broken",
    "two steps",
    answers(alias(site.host, "a.example.net"), alias("a.example.net", "b.example.net"), {
      ...addressRecord,
      name: "b.example.net",
    }),
  ),
  // The query has 33 octets.
  fires(
    "dns-length-over-tcp-wrong",
    "31 announced, 33 there",
    overTcp(31),
    ["warn: dns-length-over-tcp-wrong 4", "note: dns-length-over-tcp-wrong 4"],
    "real",
  ),
  silent("dns-length-over-tcp-wrong", "33 announced", overTcp(33)),
  fires("dns-transaction-id-constant", "the example's for all", three([0x0aba, 0x0aba, 0x0aba]), [
    "dns-transaction-id-constant 1,3,5",
    "dns-transaction-id-constant 2,4,6",
  ]),
  silent("dns-transaction-id-constant", "three", three([0x0aba, 0x1f02, 0x77c1])),
  fires(
    "dns-ttl-too-large",
    "in the authority section",
    answer({ authorities: [{ ...addressRecord, ttl: 2 ** 31 }] }),
    ["dns-ttl-too-large 2"],
  ),
];
