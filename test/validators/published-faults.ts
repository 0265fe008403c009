/** What published captures of generated traffic get wrong, imitated in small captures by hand. */
import {
  arpExchange,
  change,
  dnsExchange,
  type FrameSpec,
  httpExchange,
  httpExchangeOf,
  wholeDay,
} from "./day-frames.js";

/** ARP with its Ethernet header, everything else without, in a file whose link type says Ethernet: 13 of 15 frames. */
export const withoutEthernet = wholeDay.map(({ ethernet, ...spec }) =>
  spec.arp === undefined || ethernet === undefined ? spec : { ...spec, ethernet },
);

export const appendedAgain: readonly FrameSpec[] = [...wholeDay, ...wholeDay];

/** Three lookups; each answer has the id of the prompt's example. */
export const exampleIds = [0x11a0, 0x4bb1, 0x9c02].flatMap((transactionId, index) => {
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

/** The server's address is not the one of the answer. */
export const drawnBeforehand = [
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
export const scapyDefaults = httpExchangeOf({ clientStart: 0, serverStart: 90 }).map(
  ({ ipv4, tcp, ...spec }, index) => ({
    ...spec,
    ipv4: { ...ipv4, identification: 1, ttl: 64, flags: 0 },
    // Nothing else changes that a frame could be told by.
    tcp: { ...tcp, options: [], window: 8192 + index },
  }),
);

/** The router answers with a group address. */
export const groupSources = [
  ...change(arpExchange, 2, {
    ethernet: { source: "05:92:26:8e:71:03" },
    arp: { senderHardwareAddress: "05:92:26:8e:71:03" },
  }),
];
