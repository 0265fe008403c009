/**
 * What published captures of generated traffic get wrong, imitated in small captures by hand: each is found, and counted. Two
 * more of their faults, model code that runs where the key is and failures that drop out of denominators, are not in captures.
 */
import { expect, it } from "vitest";
import { CaptureCheck } from "../../src/validators/capture-check.js";
import {
  arpExchange,
  change,
  dnsExchange,
  frames,
  type FrameSpec,
  httpExchange,
  httpExchangeOf,
  wholeDay,
} from "./day-frames.js";
import { delayed } from "./delayed-frames.js";

interface PublishedFault {
  readonly what: string;
  readonly capture: readonly FrameSpec[];
  /** Findings a rule. */
  readonly expected: Readonly<Record<string, number>>;
}

/** ARP with its Ethernet header, everything else without, in a file whose link type says Ethernet: 13 of 15 frames. */
const withoutEthernet = wholeDay.map(({ ethernet, ...spec }) =>
  spec.arp === undefined || ethernet === undefined ? spec : { ...spec, ethernet },
);

/** Three lookups; each answer has the id of the prompt's example. */
const exampleIds = [0x11a0, 0x4bb1, 0x9c02].flatMap((transactionId, index) => {
  const questions = [{ name: `host${index}.example.org`, type: 1, class: 1 }];
  const answers = [
    {
      ...questions[0],
      ttl: 300,
      rdata: { kind: "a", address: `203.0.113.${index + 1}` },
    } as const,
  ];
  const [client, server] = [41000 + index, 53];
  return [
    ...change(dnsExchange, 1, {
      ipv4: { identification: 500 + index },
      udp: { sourcePort: client, destinationPort: server },
      dns: { transactionId, questions },
    }).slice(0, 1),
    ...change(dnsExchange, 2, {
      ipv4: { identification: 600 + index },
      udp: { sourcePort: server, destinationPort: client },
      dns: { transactionId: 0x0aba, questions, answers },
    }).slice(1),
  ];
});

const drawnBeforehand = [
  ...dnsExchange,
  ...httpExchange.map(({ ipv4 = {}, ...spec }) => ({
    ...spec,
    ipv4: {
      ...ipv4,
      ...(ipv4.source === "203.0.113.80" ? { source: "198.51.100.7" } : { destination: "198.51.100.7" }),
    },
  })),
];

/** IP id 1, TTL 64, no DF, no TCP options, initial sequence numbers below 100. */
const scapyDefaults = httpExchangeOf({ clientStart: 0, serverStart: 90 }).map(
  ({ ipv4, tcp, ...spec }, index) => ({
    ...spec,
    ipv4: { ...ipv4, identification: 1, ttl: 64, flags: 0 },
    // Nothing else changes that a frame could be told by.
    tcp: { ...tcp, options: [], window: 8192 + index },
  }),
);

const groupSources = [
  ...change(arpExchange, 2, {
    ethernet: { source: "05:92:26:8e:71:03" },
    arp: { senderHardwareAddress: "05:92:26:8e:71:03" },
  }),
];

const published: readonly PublishedFault[] = [
  {
    what: "bare IP in a file whose link type says Ethernet",
    capture: withoutEthernet,
    expected: { "bare-ip-on-ethernet": 13 },
  },
  {
    what: "finished work appended again",
    capture: [...wholeDay, ...wholeDay],
    expected: { "frame-repeated": 15 },
  },
  {
    what: "every answer has the id of the example, and none is paired",
    capture: exampleIds,
    expected: { "dns-transaction-id-mismatch": 3, "dns-transaction-id-constant": 1 },
  },
  {
    what: "the server's address is drawn before anybody asks for it",
    capture: drawnBeforehand,
    expected: { "http-host-resolves-elsewhere": 1 },
  },
  {
    what: "IP id 1, TTL 64, no options, small initial sequence numbers",
    capture: scapyDefaults,
    expected: {
      "ipv4-identification-constant": 2,
      "ipv4-ttl-never-decremented": 1,
      "tcp-syn-without-options": 2,
      "tcp-initial-sequence-number-small": 2,
    },
  },
  {
    what: "group addresses as source",
    capture: groupSources,
    expected: { "ethernet-source-group-address": 1, "arp-sender-hardware-not-unicast": 1 },
  },
  {
    what: "one half-normal distribution for all delays",
    capture: delayed(201, (seconds) => seconds),
    expected: { "frame-delays-half-normal": 1 },
  },
];

function totalsOf(capture: readonly FrameSpec[]): Record<string, number> {
  const check = new CaptureCheck({ profile: "generated" });
  for (const frame of frames(capture)) check.observe(frame);
  return Object.fromEntries(check.finish().totals);
}

it.each(published)("finds and counts: $what", ({ capture, expected }) => {
  expect(totalsOf(capture)).toMatchObject(expected);
});

it("finds nothing of it in a day that is as it should be", () => {
  expect(totalsOf(wholeDay)).toEqual({});
});
