import { encodeIpv4 } from "../../src/wire/ipv4.js";
import { encodeIpv6 } from "../../src/wire/ipv6.js";
import { encodeUdp } from "../../src/wire/udp.js";
import type { RuleCase } from "./case.js";
import { change, client, type FrameSpec, router, without } from "./day-frames.js";
import { fires, silent } from "./rule-case.js";

const toRouter = { source: client.mac, destination: router.mac };
const toClient = { source: router.mac, destination: client.mac };
const forward = { identification: 0x2001, flags: 2, source: client.ip, destination: router.ip };
const backward = { identification: 0x3001, source: router.ip, destination: client.ip };
const data = "abcdefghijklmnopqrstuvwabcdefghi";

const echo = { kind: "echo", identifier: 0x1234, sequenceNumber: 1 } as const;
/** Request in frame 1, reply in frame 2. */
const ping: readonly FrameSpec[] = [
  { ethernet: toRouter, ipv4: forward, icmpv4: { type: 8, body: echo }, text: data },
  { ethernet: toClient, ipv4: backward, icmpv4: { type: 0, body: echo }, text: data },
];
const times = { kind: "timestamp", identifier: 9, sequenceNumber: 0, originate: 43_200_000 } as const;
const timestamps: readonly FrameSpec[] = [
  { ethernet: toRouter, ipv4: forward, icmpv4: { type: 13, body: { ...times, receive: 0, transmit: 0 } } },
  {
    ethernet: toClient,
    ipv4: backward,
    icmpv4: { type: 14, body: { ...times, receive: 43_200_010, transmit: 43_200_010 } },
  },
];

const peer = "192.168.1.7";
/** The IP packet of frame 1 in `refused`: 28 octets. */
const asked = encodeIpv4(
  { identification: 0x2001, protocol: 17, source: client.ip, destination: router.ip },
  encodeUdp({ sourcePort: 40000, destinationPort: 9 }, new Uint8Array(0), {
    pseudoHeader: { source: client.ip, destination: router.ip, protocol: 17 },
  }),
);
const unreachable = { kind: "unreachable", quotedWords: 0, nextHopMtu: 0 } as const;
/** A datagram in frame 1, the error that answers it in frame 2. */
const refused: readonly FrameSpec[] = [
  {
    ethernet: toRouter,
    ipv4: { identification: 0x2001, source: client.ip, destination: router.ip },
    udp: { sourcePort: 40000, destinationPort: 9 },
  },
  { ethernet: toClient, ipv4: backward, icmpv4: { type: 3, code: 3, body: unreachable }, payload: asked },
];
const withQuote = (payload: Uint8Array): readonly FrameSpec[] => change(refused, 2, { payload });
const quoteOf = (fields: Parameters<typeof encodeIpv4>[0]) =>
  encodeIpv4(
    { identification: 0x2001, protocol: 17, source: client.ip, destination: router.ip, ...fields },
    new Uint8Array(8),
  );
const redirect = (gateway: string): readonly FrameSpec[] =>
  change(refused, 2, { icmpv4: { type: 5, code: 1, body: { kind: "redirect", gateway } } });

const six = { client: "2001:db8:1::23", router: "2001:db8:1::1" };
const ping6: readonly FrameSpec[] = [
  {
    ethernet: toRouter,
    ipv6: { source: six.client, destination: six.router },
    icmpv6: { type: 128, body: echo },
    text: data,
  },
  {
    ethernet: toClient,
    ipv6: { source: six.router, destination: six.client },
    icmpv6: { type: 129, body: echo },
    text: data,
  },
];

export const icmpCases: readonly RuleCase[] = [
  fires("icmp-checksum-wrong", "of the script's own", change(ping, 1, { icmpv4: { checksum: 0x1234 } }), [
    "icmp-checksum-wrong 1",
  ]),
  fires("icmp-checksum-wrong", "of ICMPv6", change(ping6, 1, { icmpv6: { checksum: 0x1234 } }), [
    "icmp-checksum-wrong 1",
  ]),
  silent("icmp-checksum-wrong", "computed", ping),
  silent("icmp-checksum-wrong", "computed over IPv6's addresses", ping6),
  fires("icmp-code-unknown", "an echo has code 0 alone", change(ping, 1, { icmpv4: { code: 5 } }), [
    "icmp-code-unknown 1",
  ]),
  silent("icmp-code-unknown", "unreachable has sixteen", change(refused, 2, { icmpv4: { code: 15 } })),
  fires(
    "icmp-error-about-error",
    "an error in an error",
    withQuote(encodeIpv4({ ...forward, protocol: 1 }, Uint8Array.of(11, 0, 0, 0, 0, 0, 0, 0))),
    ["icmp-error-about-error 2", "icmp-error-quotes-unseen-packet 2"],
  ),
  silent("icmp-error-about-error", "an error about an echo request", [
    ...ping.slice(0, 1),
    ...change(refused.slice(1), 1, {
      // Type, code, checksum, identifier and sequence number of frame 1.
      payload: encodeIpv4({ ...forward, protocol: 1 }, Uint8Array.of(8, 0, 0, 0, 0x12, 0x34, 0, 1)),
    }),
  ]),
  fires(
    "icmp-error-about-group",
    "a multicast packet",
    [
      change(refused, 1, { ipv4: { destination: "224.0.0.251" } })[0] ?? {},
      ...withQuote(
        encodeIpv4(
          { identification: 0x2001, protocol: 17, source: client.ip, destination: "224.0.0.251" },
          Uint8Array.of(0x9c, 0x40, 0, 9, 0, 8, 0, 0),
        ),
      ).slice(1),
    ],
    ["icmp-error-about-group 2"],
  ),
  silent("icmp-error-about-group", "a packet to one host", refused),
  fires("icmp-error-quotes-too-little", "the IP header alone", withQuote(asked.subarray(0, 20)), [
    "icmp-error-quotes-too-little 2",
    "icmp-error-quotes-unseen-packet 2",
  ]),
  silent("icmp-error-quotes-too-little", "the header and 8 octets", refused),
  fires("icmp-redirect-gateway-impossible", "no host", redirect("0.0.0.0"), [
    "icmp-redirect-gateway-impossible 2",
  ]),
  fires("icmp-redirect-gateway-impossible", "the router names itself", redirect(router.ip), [
    "icmp-redirect-gateway-impossible 2",
  ]),
  silent("icmp-redirect-gateway-impossible", "another router", redirect("192.168.1.2")),
  fires("icmp-reply-without-request", "no request", ping.slice(1), ["icmp-reply-without-request 1"]),
  fires(
    "icmp-reply-without-request",
    "a capture that begins late",
    ping.slice(1),
    ["note: icmp-reply-without-request 1"],
    "real",
  ),
  silent("icmp-reply-without-request", "request and reply", ping),
  fires("icmp-request-unanswered", "no reply", ping.slice(0, 1), ["icmp-request-unanswered 1"]),
  fires(
    "icmp-request-unanswered",
    "two requests alike in generated traffic, and one reply",
    [ping[0]!, ...change(ping, 1, { ipv4: { identification: 0x2002 } })],
    ["icmp-request-unanswered 2"],
  ),
  silent(
    "icmp-request-unanswered",
    "a request seen before a router and after it, and so is the reply",
    [ping[0]!, ...change(ping, 1, { ipv4: { ttl: 63 } }), ping[1]!],
    [],
    "real",
  ),
  silent("icmp-request-unanswered", "a router says that the host is not there", [
    ...ping.slice(0, 1),
    ...change(refused.slice(1), 1, {
      payload: encodeIpv4({ ...forward, protocol: 1 }, Uint8Array.of(8, 0, 0, 0, 0x12, 0x34, 0, 1)),
    }),
  ]),
  fires(
    "icmp-reply-numbers-mismatch",
    "another identifier",
    change(ping, 2, { icmpv4: { body: { ...echo, identifier: 0 } } }),
    ["icmp-reply-numbers-mismatch 1,2"],
  ),
  silent(
    "icmp-reply-numbers-mismatch",
    "another host replies",
    change(ping, 2, { ipv4: { source: peer }, icmpv4: { body: { ...echo, identifier: 0 } } }),
    ["icmp-request-unanswered 1", "icmp-reply-without-request 2"],
  ),
  fires("icmp-reply-data-differs", "no data", change(ping, 2, { text: "" }), ["icmp-reply-data-differs 1,2"]),
  fires(
    "icmp-reply-data-differs",
    "one octet, over IPv6",
    change(ping6, 2, { text: `${data.slice(0, -1)}j` }),
    ["warn: icmp-reply-data-differs 1,2"],
    "real",
  ),
  silent("icmp-reply-data-differs", "padding is no data", change(ping, 2, { trailer: new Uint8Array(4) }), [
    "trailing-octets 2",
  ]),
  fires(
    "icmp-reply-repeated",
    "a duplicate",
    [...ping, change(ping, 2, { ipv4: { identification: 0x3002 } })[1] ?? {}],
    ["icmp-reply-repeated 1,3"],
  ),
  silent("icmp-reply-repeated", "two requests, two replies", [
    ...ping,
    ...ping.map((spec, index) => ({
      ...spec,
      ipv4: { ...spec.ipv4, identification: 0x4000 + index },
      icmpv4: { ...spec.icmpv4, body: { ...echo, sequenceNumber: 2 } },
    })),
  ]),
  fires(
    "icmp-timestamp-not-echoed",
    "zero",
    change(timestamps, 2, {
      icmpv4: { body: { ...times, originate: 0, receive: 43_200_010, transmit: 43_200_010 } },
    }),
    ["icmp-timestamp-not-echoed 1,2"],
  ),
  silent("icmp-timestamp-not-echoed", "the request's", timestamps),
  fires(
    "icmp-error-quotes-unseen-packet",
    "no such packet was sent",
    withQuote(quoteOf({ destination: peer })),
    ["icmp-error-quotes-unseen-packet 2"],
  ),
  silent(
    "icmp-error-quotes-unseen-packet",
    "a capture of one direction has not seen it",
    without(refused, 1),
    [],
    "real",
  ),
  silent("icmp-error-quotes-unseen-packet", "frame 1 was sent", refused),
  fires("icmp-error-to-other-host", "to a third", change(refused, 2, { ipv4: { destination: peer } }), [
    "icmp-error-to-other-host 2",
  ]),
  silent("icmp-error-to-other-host", "to the sender", refused),
  fires(
    "icmp-error-quotes-too-little",
    "IPv6 quotes as much as fits",
    [
      {
        ethernet: toClient,
        ipv6: { source: six.router, destination: six.client },
        icmpv6: { type: 1, code: 4, body: { kind: "unreachable" } },
        // 48 octets of 140.
        payload: encodeIpv6(
          { source: six.client, destination: six.router, nextHeader: 17, payloadLength: 100 },
          new Uint8Array(8),
        ),
      },
    ],
    ["icmp-error-quotes-too-little 1", "icmp-error-quotes-unseen-packet 1"],
  ),
];
