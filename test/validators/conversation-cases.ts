import { CaptureCheck } from "../../src/validators/capture-check.js";
import { checkFrames } from "../../src/validators/check-frames.js";
import { type CheckLimits, checkLimits } from "../../src/validators/check-limits.js";
import type { CheckProfile } from "../../src/validators/rule.js";
import type { TcpFields } from "../../src/wire/tcp.js";
import type { RuleCase } from "./case.js";
import {
  addressRecord,
  arpExchange,
  change,
  client,
  dnsExchange,
  frames,
  httpExchange,
  httpExchangeOf,
  numbers,
  refusedConnection,
  requestText,
  responseText,
  router,
  site,
  synOptions,
  timestamp,
  without,
  type FrameSpec,
} from "./day-frames.js";

const { clientStart, serverStart, requestEnd, responseEnd } = numbers;

function check(specs: readonly FrameSpec[], profile: CheckProfile) {
  return () => checkFrames(frames(specs), { profile });
}
const fires = (
  rule: string,
  what: string,
  specs: readonly FrameSpec[],
  expected: readonly string[],
  profile: CheckProfile = "generated",
): RuleCase => ({ rule, fires: true, what, findings: check(specs, profile), expected });
const silent = (
  rule: string,
  what: string,
  specs: readonly FrameSpec[],
  profile: CheckProfile = "generated",
  expected: readonly string[] = [],
): RuleCase => ({ rule, fires: false, what, findings: check(specs, profile), expected });

const otherMac = "04:92:26:8e:71:99";
const otherQuestion = { name: "www.example.net", type: 1, class: 1 };
const alias = {
  name: site.host,
  type: 5,
  class: 1,
  ttl: 300,
  rdata: { kind: "name", name: "edge.example.net" },
} as const;
const sixRecord = {
  name: site.host,
  type: 28,
  class: 1,
  ttl: 300,
  rdata: { kind: "aaaa", address: "2001:db8::80" },
} as const;
const plainSyn = [{ kind: "mss", value: 1460 }] as const;

/** Both SYNs without timestamps, window scale and SACK, and no options after them. */
const withoutOptions = httpExchange.map((spec, index) => ({
  ...spec,
  tcp: { ...spec.tcp, options: index < 2 ? plainSyn : [] },
}));

/** The probe of a host that is about to take an address (RFC 5227). */
const probe = change(arpExchange.slice(0, 1), 1, { arp: { senderProtocolAddress: "0.0.0.0" } });

/** The router's address asked for again, and another interface that answers. */
const otherAnswer = change(arpExchange, 2, {
  ethernet: { source: otherMac },
  arp: { senderHardwareAddress: otherMac },
});

export const arpCases: readonly RuleCase[] = [
  fires("arp-request-unanswered", "no reply", arpExchange.slice(0, 1), ["arp-request-unanswered 1"]),
  fires(
    "arp-request-unanswered",
    "a real host may be gone",
    arpExchange.slice(0, 1),
    ["note: arp-request-unanswered 1"],
    "real",
  ),
  silent("arp-request-unanswered", "a probe hopes for silence", probe),
  fires("arp-reply-without-request", "no request", arpExchange.slice(1), ["arp-reply-without-request 1"]),
  fires("arp-reply-without-request", "the reply comes first", [...arpExchange].reverse(), [
    "arp-reply-without-request 1",
    "arp-request-unanswered 2",
  ]),
  silent("arp-reply-without-request", "request and reply", arpExchange),
  fires(
    "arp-reply-addresses-mismatch",
    "another answerer",
    change(arpExchange, 2, { arp: { senderProtocolAddress: "192.168.1.9" } }),
    ["arp-reply-addresses-mismatch 1,2"],
  ),
  fires(
    "arp-reply-addresses-mismatch",
    "addresses not exchanged",
    change(arpExchange, 2, { arp: { senderProtocolAddress: client.ip, targetProtocolAddress: router.ip } }),
    ["arp-address-claimed-twice 1,2", "arp-reply-addresses-mismatch 1,2"],
  ),
  silent("arp-reply-addresses-mismatch", "exchanged", arpExchange),
  fires(
    "arp-reply-target-mismatch",
    "target left empty",
    change(arpExchange, 2, { arp: { targetHardwareAddress: "00:00:00:00:00:00" } }),
    ["arp-reply-target-mismatch 1,2"],
  ),
  silent(
    "arp-reply-target-mismatch",
    "the request's target is anything",
    change(arpExchange, 1, { arp: { targetHardwareAddress: router.mac } }),
  ),
  fires(
    "arp-reply-not-unicast",
    "broadcast",
    change(arpExchange, 2, { ethernet: { destination: "ff:ff:ff:ff:ff:ff" } }),
    ["arp-reply-not-unicast 1,2"],
  ),
  silent(
    "arp-reply-not-unicast",
    "the request may be unicast, too",
    change(arpExchange, 1, { ethernet: { destination: router.mac } }),
  ),
  fires("arp-operation-unknown", "zero", change(arpExchange, 2, { arp: { operation: 0 } }), [
    "arp-request-unanswered 1",
    "arp-operation-unknown 2",
  ]),
  silent(
    "arp-operation-unknown",
    "a reverse request of a real host",
    change(arpExchange, 2, { arp: { operation: 3 } }),
    "real",
    ["note: arp-request-unanswered 1"],
  ),
  fires(
    "arp-address-claimed-twice",
    "two answerers",
    [
      ...arpExchange,
      ...change(arpExchange.slice(1), 1, {
        ethernet: { source: otherMac },
        arp: { senderHardwareAddress: otherMac },
      }),
    ],
    ["arp-address-claimed-twice 2,3"],
  ),
  fires(
    "arp-address-claimed-twice",
    "a real network gets a warning",
    [
      ...arpExchange,
      ...change(arpExchange.slice(1), 1, {
        ethernet: { source: otherMac },
        arp: { senderHardwareAddress: otherMac },
      }),
    ],
    ["warn: arp-address-claimed-twice 2,3"],
    "real",
  ),
  fires(
    "arp-address-claimed-twice",
    "another interface answers in a real network, and the first no longer",
    [...arpExchange, ...otherAnswer],
    ["note: arp-address-claimed-twice 2,4"],
    "real",
  ),
  fires(
    "arp-address-claimed-twice",
    "who had the address comes back at once",
    [...arpExchange, ...otherAnswer, ...arpExchange],
    ["note: arp-address-claimed-twice 2,4", "warn: arp-address-claimed-twice 4,6"],
    "real",
  ),
  fires(
    "arp-address-claimed-twice",
    "an address that moved in generated traffic",
    [...arpExchange, ...otherAnswer],
    ["frame-repeated 1,3", "arp-address-claimed-twice 2,4"],
  ),
  silent("arp-address-claimed-twice", "a probe claims nothing", [
    ...arpExchange,
    ...change(probe, 1, { arp: { senderHardwareAddress: otherMac }, ethernet: { source: otherMac } }),
  ]),
];

export const dnsCases: readonly RuleCase[] = [
  fires("dns-query-unanswered", "no answer", dnsExchange.slice(0, 1), ["dns-query-unanswered 1"]),
  fires(
    "dns-query-unanswered",
    "a real network may lose it",
    dnsExchange.slice(0, 1),
    ["note: dns-query-unanswered 1"],
    "real",
  ),
  silent(
    "dns-query-unanswered",
    "no such name is an answer",
    change(dnsExchange, 2, { dns: { rcode: 3, answers: [] } }),
  ),
  fires("dns-answer-without-query", "no query", dnsExchange.slice(1), ["dns-answer-without-query 1"]),
  silent("dns-answer-without-query", "query and answer", dnsExchange),
  fires(
    "dns-transaction-id-mismatch",
    "the id of an example",
    change(dnsExchange, 2, { dns: { transactionId: 0x0aba } }),
    ["dns-transaction-id-mismatch 1,2"],
  ),
  fires(
    "dns-transaction-id-mismatch",
    "a real network gets a warning",
    change(dnsExchange, 2, { dns: { transactionId: 0x0aba } }),
    ["warn: dns-transaction-id-mismatch 1,2"],
    "real",
  ),
  silent(
    "dns-transaction-id-mismatch",
    "another question between the same sockets",
    change(dnsExchange, 2, { dns: { transactionId: 0x0aba, questions: [otherQuestion], answers: [] } }),
    "real",
    ["note: dns-query-unanswered 1", "note: dns-answer-without-query 2"],
  ),
  fires(
    "dns-answer-endpoints-mismatch",
    "to another port",
    change(dnsExchange, 2, { udp: { destinationPort: 53 } }),
    ["dns-answer-endpoints-mismatch 1,2"],
  ),
  fires(
    "dns-answer-endpoints-mismatch",
    "from another host",
    change(dnsExchange, 2, { ipv4: { source: "192.168.1.2" } }),
    ["dns-answer-endpoints-mismatch 1,2"],
  ),
  silent("dns-answer-endpoints-mismatch", "exchanged", dnsExchange),
  fires(
    "dns-answer-repeated",
    "twice",
    [...dnsExchange, ...change(dnsExchange.slice(1), 1, { ipv4: { identification: 0x91c5 } })],
    ["dns-answer-repeated 1,3"],
  ),
  silent("dns-answer-repeated", "a query sent again, then one answer", [
    ...change(dnsExchange.slice(0, 1), 1, { ipv4: { identification: 0x6a00 } }),
    ...dnsExchange,
  ]),
  fires(
    "dns-question-mismatch",
    "another name",
    change(dnsExchange, 2, { dns: { questions: [otherQuestion] } }),
    ["dns-question-mismatch 1,2"],
  ),
  silent(
    "dns-question-mismatch",
    "letter case does not count",
    change(dnsExchange, 2, { dns: { questions: [{ name: "WWW.Example.org", type: 1, class: 1 }] } }),
  ),
  fires(
    "dns-answer-without-asked-record",
    "another type",
    change(dnsExchange, 2, { dns: { answers: [sixRecord] } }),
    ["dns-answer-without-asked-record 1,2"],
  ),
  silent(
    "dns-answer-without-asked-record",
    "an alias and its address",
    change(dnsExchange, 2, { dns: { answers: [alias, { ...addressRecord, name: "edge.example.net" }] } }),
  ),
  silent(
    "dns-answer-without-asked-record",
    "no record at all",
    change(dnsExchange, 2, { dns: { answers: [] } }),
  ),
  fires(
    "dns-answer-name-unrelated",
    "the root",
    change(dnsExchange, 2, { dns: { answers: [addressRecord, { ...addressRecord, name: "." }] } }),
    ["dns-answer-name-unrelated 2"],
  ),
  silent(
    "dns-answer-name-unrelated",
    "the target of an alias, in any order",
    change(dnsExchange, 2, { dns: { answers: [{ ...addressRecord, name: "edge.example.net" }, alias] } }),
  ),
  fires("dns-query-with-answer-flags", "recursion available", change(dnsExchange, 1, { dns: { ra: 1 } }), [
    "dns-query-with-answer-flags 1",
  ]),
  silent(
    "dns-query-with-answer-flags",
    "authentic data may be asked for (RFC 6840)",
    change(dnsExchange, 1, { dns: { ad: 1 } }),
  ),
  fires("dns-answer-flags-mismatch", "the wish not repeated", change(dnsExchange, 2, { dns: { rd: 0 } }), [
    "dns-answer-flags-mismatch 1,2",
  ]),
  silent(
    "dns-answer-flags-mismatch",
    "neither wishes",
    change(change(dnsExchange, 1, { dns: { rd: 0 } }), 2, { dns: { rd: 0 } }),
  ),
  fires("dns-answer-without-recursion", "neither bit", change(dnsExchange, 2, { dns: { ra: 0 } }), [
    "dns-answer-without-recursion 1,2",
  ]),
  silent(
    "dns-answer-without-recursion",
    "the zone's own server",
    change(dnsExchange, 2, { dns: { ra: 0, aa: 1 } }),
  ),
];

export const captureCases: readonly RuleCase[] = [
  fires(
    "frame-repeated",
    "a re-run appended the exchange",
    [...arpExchange, ...arpExchange],
    ["frame-repeated 1,3", "frame-repeated 2,4"],
  ),
  silent("frame-repeated", "the router is asked for again a minute later", [
    ...arpExchange,
    ...arpExchange.map((spec, index) => ({ ...spec, micros: 60_000_000 + index * 1000 })),
  ]),
  fires(
    "frame-repeated",
    "a datagram a minute later is the same one",
    [...dnsExchange, ...dnsExchange.slice(0, 1).map((spec) => ({ ...spec, micros: 60_000_000 }))],
    ["frame-repeated 1,3", "dns-query-unanswered 3"],
  ),
  silent("frame-repeated", "another identification", [
    ...change(dnsExchange.slice(0, 1), 1, { ipv4: { identification: 0x6a00 } }),
    ...dnsExchange,
  ]),
  silent(
    "frame-repeated",
    "a real host asks again in the same words",
    [...arpExchange, ...arpExchange],
    "real",
  ),
  fires("time-runs-back", "by a microsecond", change(arpExchange, 2, { micros: 999 }), [
    "time-runs-back 1,2",
  ]),
  silent("time-runs-back", "the same time", change(arpExchange, 2, { micros: 1000 })),
  fires(
    "ipv4-identification-constant",
    "all packets of a host",
    httpExchange.map((spec) =>
      spec.ipv4?.source === client.ip ? { ...spec, ipv4: { ...spec.ipv4, identification: 9 } } : spec,
    ),
    ["ipv4-identification-constant 1,3,4,7,8,11"],
  ),
  fires(
    "ipv4-identification-constant",
    "Scapy's default on both sides",
    dnsExchange.map((spec) => ({ ...spec, ipv4: { ...spec.ipv4, identification: 1 } })),
    ["ipv4-identification-constant 1", "ipv4-identification-constant 2"],
  ),
  silent(
    "ipv4-identification-constant",
    "zero with do not fragment",
    httpExchange.map((spec) => ({ ...spec, ipv4: { ...spec.ipv4, identification: 0 } })),
  ),
];

/** The same with other bounds. */
const bounded = (limits: Partial<CheckLimits>, specs: readonly FrameSpec[]) => () => {
  const check = new CaptureCheck({ profile: "real" }, { ...checkLimits, ...limits });
  for (const frame of frames(specs)) check.observe(frame);
  return check.finish().findings;
};

/** A request of the same asker for another address. */
const request = (last: number) =>
  change(arpExchange.slice(0, 1), 1, { arp: { targetProtocolAddress: `192.168.1.${last}` } });
const threeRequests = [...request(1), ...request(2), ...request(3)];
const threeUnanswered = [1, 2, 3].map((frame) => `note: arp-request-unanswered ${frame}`);
const [synOnly] = httpExchange;
const twoConnections = [
  ...httpExchange.slice(0, 1),
  ...change([synOnly ?? {}], 1, { tcp: { sourcePort: 40101 } }),
];

export const limitCases: readonly RuleCase[] = [
  {
    rule: "check-limit-reached",
    fires: true,
    what: "three questions where two may be open",
    findings: bounded({ openTransactions: 2 }, threeRequests),
    expected: [...threeUnanswered, "note: check-limit-reached 3"],
  },
  {
    rule: "check-limit-reached",
    fires: true,
    what: "two connections where one may be open",
    findings: bounded({ openConnections: 1 }, twoConnections),
    expected: ["note: tcp-syn-unanswered 1", "note: check-limit-reached 2", "note: tcp-syn-unanswered 2"],
  },
  {
    rule: "check-limit-reached",
    fires: true,
    what: "three findings of a rule where two are listed",
    findings: bounded({ findingsPerRule: 2 }, threeRequests),
    expected: [...threeUnanswered.slice(0, 2), "note: check-limit-reached 3"],
  },
  {
    rule: "check-limit-reached",
    fires: false,
    what: "just enough room",
    findings: bounded({ openTransactions: 3, findingsPerRule: 3 }, threeRequests),
    expected: threeUnanswered,
  },
];

/** One more frame after the given one, counted from 1. */
function insert(
  specs: readonly FrameSpec[],
  after: number,
  ...added: readonly FrameSpec[]
): readonly FrameSpec[] {
  return [...specs.slice(0, after), ...added, ...specs.slice(after)];
}

function pick(specs: readonly FrameSpec[], ...frameNumbers: readonly number[]): readonly FrameSpec[] {
  return frameNumbers.map((frameNumber) => specs[frameNumber - 1] ?? {});
}

/** One frame of the exchange with some TCP fields replaced and an identification of its own. */
function again(frameNumber: number, tcp: TcpFields = {}, text?: string): FrameSpec {
  const [spec] = change(pick(httpExchange, frameNumber), 1, { tcp, ipv4: { identification: 0x7777 } });
  return { ...spec, ...(text === undefined ? {} : { text }) };
}

const ackAll = (specs: readonly FrameSpec[], number: number) =>
  [7, 8, 11].reduce(
    (all: readonly FrameSpec[], frame) => change(all, frame, { tcp: { acknowledgmentNumber: number } }),
    specs,
  );

const reset = again(8, {
  flags: 0x14,
  sequenceNumber: requestEnd,
  acknowledgmentNumber: responseEnd,
  options: [],
});
const resetExchange = [...httpExchange.slice(0, 7), reset];

const withWindow = (window: number) =>
  [1, 3, 4].reduce(
    (all: readonly FrameSpec[], frame) => change(all, frame, { tcp: { window } }),
    withoutOptions,
  );
const withSegmentSize = (value: number) =>
  change(withoutOptions, 1, { tcp: { options: [{ kind: "mss", value }] } });

/** Request and SYN-ACK change places. */
const hurried = pick(httpExchange, 1, 4, 2, 3, 5, 6, 7, 8, 9, 10, 11);

export const tcpCases: readonly RuleCase[] = [
  fires("tcp-handshake-incomplete", "no SYN", without(httpExchange, 1), ["tcp-handshake-incomplete 1,2,3"]),
  fires("tcp-handshake-incomplete", "no SYN-ACK", without(httpExchange, 2), [
    "tcp-handshake-incomplete 1,2,3",
  ]),
  silent("tcp-handshake-incomplete", "a refused connection is complete", refusedConnection),
  silent("tcp-handshake-incomplete", "a real capture may begin in the middle", httpExchange.slice(3), "real"),
  fires(
    "tcp-syn-ack-number-wrong",
    "not counted",
    change(httpExchange, 2, { tcp: { acknowledgmentNumber: clientStart } }),
    ["tcp-syn-ack-number-wrong 1,2"],
  ),
  silent("tcp-syn-ack-number-wrong", "the number wraps", httpExchangeOf({ clientStart: 0xffffffff })),
  fires(
    "tcp-handshake-not-acknowledged",
    "not counted",
    change(httpExchange, 3, { tcp: { acknowledgmentNumber: serverStart } }),
    ["tcp-handshake-not-acknowledged 2,3"],
  ),
  silent("tcp-handshake-not-acknowledged", "the ACK may carry the request", without(httpExchange, 3)),
  fires("tcp-data-before-handshake", "the request overtakes the SYN-ACK", hurried, [
    "tcp-handshake-incomplete 1,2,3",
    "tcp-data-before-handshake 2",
    "tcp-octets-repeated 4",
  ]),
  silent("tcp-data-before-handshake", "data with the client's first ACK", without(httpExchange, 3)),
  fires("tcp-sequence-gap", "the response is missing", without(httpExchange, 6), [
    "http-request-unanswered 4",
    "tcp-ack-of-unsent-data 6",
    "tcp-timestamp-echo-unsent 6",
    "tcp-ack-of-unsent-data 7",
    "tcp-timestamp-echo-unsent 7",
    "tcp-sequence-gap 8",
  ]),
  fires(
    "tcp-sequence-gap",
    "a real capture may have lost it",
    without(httpExchange, 6),
    [
      "note: http-request-unanswered 4",
      "note: tcp-ack-of-unsent-data 6",
      "note: tcp-ack-of-unsent-data 7",
      "note: tcp-sequence-gap 8",
    ],
    "real",
  ),
  silent(
    "tcp-sequence-gap",
    "the number wraps within the response",
    httpExchangeOf({ serverStart: 0xffffffc0 }),
  ),
  fires("tcp-octets-repeated", "the request is sent twice", insert(httpExchange, 4, again(4)), [
    "tcp-octets-repeated 5",
  ]),
  fires(
    "tcp-octets-repeated",
    "a real host sends again what got lost",
    insert(httpExchange, 4, again(4)),
    ["note: tcp-octets-repeated 5"],
    "real",
  ),
  fires(
    "tcp-octets-repeated",
    "a real host keeps the connection alive",
    insert(httpExchange, 5, again(3, { sequenceNumber: requestEnd - 1 })),
    ["chat: tcp-octets-repeated 6"],
    "real",
  ),
  silent(
    "tcp-octets-repeated",
    "an acknowledgment without data repeats nothing",
    insert(httpExchange, 7, again(7)),
  ),
  fires(
    "tcp-ack-of-unsent-data",
    "one too many",
    change(httpExchange, 7, { tcp: { acknowledgmentNumber: responseEnd + 1 } }),
    ["tcp-ack-of-unsent-data 7", "tcp-ack-runs-back 8"],
  ),
  silent(
    "tcp-ack-of-unsent-data",
    "the numbers wrap",
    httpExchangeOf({ clientStart: 0xfffffff0, serverStart: 0xfffffff8 }),
  ),
  fires(
    "tcp-ack-runs-back",
    "the client's FIN",
    change(httpExchange, 8, { tcp: { acknowledgmentNumber: serverStart + 1 } }),
    ["tcp-ack-runs-back 8"],
  ),
  silent("tcp-ack-runs-back", "the same number again", insert(httpExchange, 7, again(7))),
  fires("tcp-data-not-acknowledged", "one octet short", ackAll(httpExchange, responseEnd - 1), [
    "tcp-data-not-acknowledged 6",
    "tcp-connection-not-closed 11",
    "note: tcp-duplicate-acknowledgment 11",
  ]),
  silent("tcp-data-not-acknowledged", "the FIN acknowledges it", without(httpExchange, 7)),
  fires(
    "tcp-option-not-offered",
    "window scale in the SYN-ACK alone",
    change(withoutOptions, 2, {
      tcp: { options: [{ kind: "mss", value: 1460 }, { kind: "nop" }, { kind: "window-scale", shift: 7 }] },
    }),
    ["tcp-option-not-offered 1,2"],
  ),
  fires(
    "tcp-option-not-offered",
    "timestamps out of the blue",
    change(withoutOptions, 5, { tcp: { options: timestamp(9060, 0) } }),
    ["tcp-option-not-offered 5"],
  ),
  silent(
    "tcp-option-not-offered",
    "the server declines what the client offers",
    change(withoutOptions, 1, { tcp: { options: synOptions(1000, 0) } }),
  ),
  fires("tcp-timestamp-missing", "one segment", change(httpExchange, 5, { tcp: { options: [] } }), [
    "tcp-timestamp-missing 5",
  ]),
  silent("tcp-timestamp-missing", "a reset has none", resetExchange),
  fires(
    "tcp-timestamp-runs-back",
    "by one tick",
    change(httpExchange, 7, { tcp: { options: timestamp(1029, 9062) } }),
    ["tcp-timestamp-runs-back 7"],
  ),
  silent(
    "tcp-timestamp-runs-back",
    "the same tick",
    change(httpExchange, 7, { tcp: { options: timestamp(1030, 9062) } }),
  ),
  fires(
    "tcp-timestamp-echo-unsent",
    "newer than anything sent",
    change(httpExchange, 7, { tcp: { options: timestamp(1092, 9063) } }),
    ["tcp-timestamp-echo-unsent 7"],
  ),
  silent(
    "tcp-timestamp-echo-unsent",
    "an older one",
    change(httpExchange, 7, { tcp: { options: timestamp(1092, 9060) } }),
  ),
  fires(
    "tcp-data-after-fin",
    "the server goes on",
    insert(httpExchange, 10, again(10, { flags: 0x18, sequenceNumber: responseEnd + 1 }, "late!")),
    ["tcp-data-after-fin 11", "tcp-data-not-acknowledged 11"],
  ),
  silent(
    "tcp-data-after-fin",
    "a real server sends the response again",
    insert(
      httpExchange,
      10,
      again(6, { acknowledgmentNumber: requestEnd + 1, options: timestamp(9130, 1093) }),
    ),
    "real",
    ["note: tcp-octets-repeated 11"],
  ),
  fires("tcp-connection-not-closed", "no FIN of the server", without(httpExchange, 10, 11), [
    "tcp-connection-not-closed 9",
  ]),
  fires("tcp-connection-not-closed", "the last ACK is missing", without(httpExchange, 11), [
    "tcp-connection-not-closed 10",
  ]),
  silent("tcp-connection-not-closed", "a reset closes both ways", resetExchange),
  silent("tcp-connection-not-closed", "FIN and ACK in one segment", without(httpExchange, 9)),
  fires(
    "tcp-segment-after-reset",
    "the server answers",
    [...resetExchange, again(9, { acknowledgmentNumber: requestEnd, options: timestamp(9123, 1092) })],
    ["tcp-segment-after-reset 8,9"],
  ),
  silent("tcp-segment-after-reset", "nothing follows", resetExchange),
  fires("tcp-reset-out-of-sequence", "zero", change(resetExchange, 8, { tcp: { sequenceNumber: 0 } }), [
    "tcp-reset-out-of-sequence 8",
  ]),
  silent("tcp-reset-out-of-sequence", "a reset that refuses has zero", refusedConnection),
  fires("tcp-window-exceeded", "126 octets of room for 127", withWindow(126), ["tcp-window-exceeded 6"]),
  silent("tcp-window-exceeded", "127 octets of room", withWindow(127)),
  fires("tcp-segment-larger-than-mss", "126 for 127", withSegmentSize(126), [
    "tcp-segment-larger-than-mss 6",
  ]),
  silent("tcp-segment-larger-than-mss", "exactly as large", withSegmentSize(127)),
  silent("tcp-segment-larger-than-mss", "offload in a real capture", withSegmentSize(126), "real"),
];

/** SACK blocks of a client that waits for the response's first octet; `left` and `right` count from it. */
const sackOf = (...blocks: readonly { readonly left: number; readonly right: number }[]) => ({
  kind: "sack" as const,
  blocks: blocks.map(({ left, right }) => ({ left: serverStart + 1 + left, right: serverStart + 1 + right })),
});
const waiting = (options: TcpFields["options"] = timestamp(1040, 9062)) =>
  again(7, { acknowledgmentNumber: serverStart + 1, options });

/** The response in two segments, 60 octets and the rest: the second comes first, the first so many milliseconds later. */
const responseInHalves = (millis: number, ...between: readonly FrameSpec[]): readonly FrameSpec[] => {
  const secondHalf = again(6, { sequenceNumber: serverStart + 61 }, responseText.slice(60));
  const firstHalf = again(6, {}, responseText.slice(0, 60));
  return [
    ...httpExchange.slice(0, 5),
    { ...secondHalf, micros: 10_000 },
    ...between.map((spec, index) => ({ ...spec, micros: 10_100 + index })),
    { ...firstHalf, micros: 10_000 + millis * 1000 },
    ...httpExchange.slice(6).map((spec, index) => ({ ...spec, micros: 2_000_000 + index })),
  ];
};
const closedWindow = again(7, { window: 0 });
const challenged = again(1, { sequenceNumber: 77, acknowledgmentNumber: 0, options: synOptions(5000, 0) });

/** What real captures show, told by its name. */
export const realTcpCases: readonly RuleCase[] = [
  fires(
    "tcp-segment-out-of-order",
    "overtaken by 2 ms",
    responseInHalves(2),
    ["note: tcp-sequence-gap 6", "note: tcp-segment-out-of-order 7"],
    "real",
  ),
  silent("tcp-segment-out-of-order", "sent again a second later", responseInHalves(1000), "real", [
    "note: tcp-sequence-gap 6",
    "note: tcp-octets-repeated 7",
  ]),
  fires(
    "tcp-duplicate-acknowledgment",
    "the response is sent again for two of them",
    responseInHalves(500, waiting(), waiting(), waiting()),
    [
      "note: tcp-sequence-gap 6",
      "note: tcp-duplicate-acknowledgment 7",
      "note: tcp-duplicate-acknowledgment 8",
      "note: tcp-duplicate-acknowledgment 9",
      "note: tcp-octets-repeated 10",
    ],
    "real",
  ),
  silent(
    "tcp-duplicate-acknowledgment",
    "nothing is outstanding",
    insert(httpExchange, 7, again(7), again(7)),
    "real",
  ),
  fires(
    "tcp-zero-window",
    "no room",
    insert(httpExchange, 7, closedWindow),
    ["note: tcp-zero-window 8"],
    "real",
  ),
  silent("tcp-zero-window", "a reset offers none", refusedConnection, "real", [
    "note: tcp-connection-refused 1,2",
  ]),
  fires(
    "tcp-window-full",
    "127 octets of room for 127",
    withWindow(127),
    ["note: tcp-window-full 6"],
    "real",
  ),
  silent("tcp-window-full", "one octet is left", withWindow(128), "real"),
  fires("tcp-connection-refused", "a reset", refusedConnection, ["note: tcp-connection-refused 1,2"], "real"),
  silent(
    "tcp-connection-refused",
    "a reset of something else",
    change(refusedConnection, 2, { tcp: { acknowledgmentNumber: clientStart } }),
    "real",
  ),
  fires(
    "tcp-connection-half-open",
    "nothing acknowledges the SYN-ACK",
    httpExchange.slice(0, 2),
    ["note: tcp-connection-half-open 2"],
    "real",
  ),
  fires(
    "tcp-connection-half-open",
    "the client opens an open connection again",
    [...httpExchange.slice(0, 7), challenged],
    ["note: tcp-connection-half-open 7", "note: tcp-syn-unanswered 8"],
    "real",
  ),
  silent(
    "tcp-connection-half-open",
    "the client opens a closed one again",
    [...httpExchange, challenged],
    "real",
    ["note: tcp-syn-unanswered 12"],
  ),
  fires("tcp-syn-unanswered", "silence", httpExchange.slice(0, 1), ["note: tcp-syn-unanswered 1"], "real"),
  silent("tcp-syn-unanswered", "a refusal is an answer", refusedConnection, "real", [
    "note: tcp-connection-refused 1,2",
  ]),
  fires(
    "tcp-reset-after-fin",
    "the client closes and is gone",
    [...httpExchange.slice(0, 8), again(8, { flags: 0x14, sequenceNumber: requestEnd + 1, options: [] })],
    ["note: tcp-reset-after-fin 8,9"],
    "real",
  ),
  silent("tcp-reset-after-fin", "a reset in place of the FIN", resetExchange, "real"),
  fires(
    "tcp-sack-block-impossible",
    "an empty block",
    insert(httpExchange, 6, waiting([...timestamp(1040, 9062), sackOf({ left: 80, right: 80 })])),
    ["note: tcp-duplicate-acknowledgment 7", "warn: tcp-sack-block-impossible 7"],
    "real",
  ),
  fires(
    "tcp-sack-block-impossible",
    "octets that were not sent, or that the capture lost",
    insert(httpExchange, 6, waiting([...timestamp(1040, 9062), sackOf({ left: 60, right: 128 })])),
    ["note: tcp-duplicate-acknowledgment 7", "note: tcp-sack-block-impossible 7"],
    "real",
  ),
  silent(
    "tcp-sack-block-impossible",
    "the second half of the response",
    insert(httpExchange, 6, waiting([...timestamp(1040, 9062), sackOf({ left: 60, right: 127 })])),
    "real",
    ["note: tcp-duplicate-acknowledgment 7"],
  ),
  fires(
    "tcp-timestamp-echo-unsent",
    "a real host echoes what nobody sent",
    change(httpExchange, 7, { tcp: { options: timestamp(1092, 9063) } }),
    ["note: tcp-timestamp-echo-unsent 7"],
    "real",
  ),
];

/** A response with the given Content-Length and a body of 5 octets. */
const withLength = (length: string) => responseText.replace("Content-Length: 5", `Content-Length: ${length}`);
const withoutHost = requestText.replace("Host: www.example.org\r\n", "");

/** The server speaks before it is asked; numbers and timestamps fit. */
const answeredUnasked: readonly FrameSpec[] = [
  ...httpExchange.slice(0, 3),
  again(6, { acknowledgmentNumber: clientStart + 1 }),
  again(4, { acknowledgmentNumber: responseEnd, options: timestamp(1031, 9062) }),
  again(5, { sequenceNumber: responseEnd, options: timestamp(9063, 1031) }),
  ...httpExchange.slice(6),
].map((spec, index) => ({ ...spec, ipv4: { ...spec.ipv4, identification: 100 + index } }));

export const httpCases: readonly RuleCase[] = [
  fires(
    "http-message-malformed",
    "no target",
    httpExchangeOf({ request: requestText.replace("GET / ", "GET ") }),
    ["http-message-malformed 4"],
  ),
  fires(
    "http-message-malformed",
    "a length that is no number",
    httpExchangeOf({ response: withLength("five") }),
    ["http-request-unanswered 4", "http-message-malformed 6"],
  ),
  fires(
    "http-message-malformed",
    "a real server's length that is no number",
    httpExchangeOf({ response: withLength("five") }),
    ["note: http-request-unanswered 4", "warn: http-message-malformed 6"],
    "real",
  ),
  fires(
    "http-message-malformed",
    "a real program uses the port for something else",
    httpExchangeOf({ request: "\x16\x03\x01\x02", response: "\x16\x03\x03\x02" }),
    ["note: http-message-malformed 4", "note: http-message-malformed 6"],
    "real",
  ),
  silent(
    "http-message-malformed",
    "no reason phrase",
    httpExchangeOf({ response: responseText.replace("200 OK", "200 ") }),
  ),
  fires("http-octets-after-message", "two octets too many", httpExchangeOf({ response: withLength("3") }), [
    "http-octets-after-message 6",
  ]),
  silent("http-octets-after-message", "as long as announced", httpExchange),
  fires("http-body-incomplete", "shorter than announced", httpExchangeOf({ response: withLength("9") }), [
    "http-body-incomplete 6",
  ]),
  fires(
    "http-body-incomplete",
    "a real connection may break off",
    httpExchangeOf({ response: withLength("9") }),
    ["note: http-body-incomplete 6"],
    "real",
  ),
  silent(
    "http-body-incomplete",
    "a response to HEAD has no body",
    httpExchangeOf({ request: requestText.replace("GET", "HEAD"), response: responseText.slice(0, -5) }),
  ),
  silent(
    "http-body-incomplete",
    "the end of the connection ends it",
    httpExchangeOf({ response: responseText.replace("Content-Length: 5\r\n", "") }),
  ),
  fires("http-response-without-request", "the client says nothing", httpExchangeOf({ request: "" }), [
    "http-response-without-request 6",
  ]),
  silent("http-response-without-request", "one of each", httpExchange),
  fires("http-response-before-request", "the server knows", answeredUnasked, [
    "http-response-before-request 4,5",
  ]),
  silent("http-response-before-request", "without an ACK between", without(httpExchange, 5)),
  fires("http-request-unanswered", "the server says nothing", httpExchangeOf({ response: "" }), [
    "http-request-unanswered 4",
  ]),
  fires(
    "http-request-unanswered",
    "an interim response is none",
    httpExchangeOf({ response: "HTTP/1.1 100 Continue\r\n\r\n" }),
    ["http-request-unanswered 4"],
  ),
  silent(
    "http-request-unanswered",
    "an interim response before the final one",
    httpExchangeOf({ response: `HTTP/1.1 100 Continue\r\n\r\n${responseText}` }),
  ),
  fires("http-host-missing", "none", httpExchangeOf({ request: withoutHost }), ["http-host-missing 4"]),
  fires("http-host-missing", "two", httpExchangeOf({ request: requestText.replace("Accept", "Host") }), [
    "http-host-missing 4",
  ]),
  silent(
    "http-host-missing",
    "HTTP/1.0 has none",
    httpExchangeOf({ request: withoutHost.replace("HTTP/1.1", "HTTP/1.0") }),
  ),
  fires(
    "http-redirect-without-location",
    "301",
    httpExchangeOf({ response: responseText.replace("200 OK", "301 Moved Permanently") }),
    ["note: http-redirect-without-location 6"],
  ),
  silent(
    "http-redirect-without-location",
    "304 is no redirect",
    httpExchangeOf({
      response: responseText
        .replace("200 OK", "304 Not Modified")
        .replace("Content-Length: 5\r\n", "")
        .slice(0, -5),
    }),
    "generated",
    ["note: http-status-not-asked 4,6"],
  ),
];
