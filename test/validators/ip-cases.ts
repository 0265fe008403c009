import type { RuleCase } from "./case.js";
import { arpExchange, change, client, type FrameSpec, router, site } from "./day-frames.js";
import { fires, silent } from "./rule-case.js";

const six = { client: "2001:db8:1::23", server: "2001:db8:2::80", linkLocal: "fe80::1" };
const link = { source: client.mac, destination: router.mac };

/** One datagram over IPv6, 16 octets of UDP. */
const datagram6: FrameSpec = {
  ethernet: link,
  ipv6: { source: six.client, destination: six.server },
  udp: { sourcePort: 9000, destinationPort: 9001 },
  text: "12345678",
};
const changed6 = (patch: FrameSpec) => change([datagram6], 1, patch);

const datagram4: FrameSpec = {
  ethernet: link,
  ipv4: { identification: 7, source: client.ip, destination: site.ip },
  udp: { sourcePort: 9000, destinationPort: 9001 },
  text: "12345678",
};
const changed4 = (patch: FrameSpec) => change([datagram4], 1, patch);

/** Destination options: next header UDP, length 0, and 6 octets of options. */
const destinationOptions = (...options: readonly number[]): FrameSpec =>
  change([datagram6], 1, { ipv6: { nextHeader: 60, extensionBytes: Uint8Array.of(17, 0, ...options) } })[0] ??
  {};

/** A fragment of protocol 253 (RFC 3692: for experiments). */
const fragment = (offset: number, more: boolean, payload: Uint8Array, flags = 0): FrameSpec => ({
  ethernet: link,
  ipv4: {
    identification: 0x4711,
    protocol: 253,
    flags: (more ? 1 : 0) | flags,
    fragmentOffset: offset,
    source: client.ip,
    destination: site.ip,
  },
  payload,
});
const octets = (length: number, value = 0x61) => new Uint8Array(length).fill(value);
const fragment6 = (offset: number, more: boolean, payload: Uint8Array): FrameSpec => ({
  ethernet: link,
  ipv6: {
    source: six.client,
    destination: six.server,
    nextHeader: 44,
    // Next header 253, reserved, offset and M, identification.
    extensionBytes: Uint8Array.of(253, 0, offset >>> 5, ((offset & 0x1f) << 3) | (more ? 1 : 0), 0, 0, 0, 9),
  },
  payload,
});

const solicitation: FrameSpec = {
  ethernet: { source: client.mac, destination: "33:33:ff:00:00:01" },
  ipv6: { source: "::", destination: "ff02::1:ff00:1", hopLimit: 255 },
  icmpv6: { type: 135, body: { kind: "neighbor-solicitation", target: "fe80::1", options: [] } },
};

/** A segment too long for the payload length, whose checksum is left to the card as well. */
const offloaded6: FrameSpec = {
  ethernet: link,
  ipv6: { source: six.client, destination: six.server, payloadLength: 0 },
  tcp: {
    sourcePort: 40100,
    destinationPort: 9,
    flags: 0x10,
    sequenceNumber: 1,
    acknowledgmentNumber: 1,
    window: 1000,
  },
  payload: octets(70_000),
};

export const ipCases: readonly RuleCase[] = [
  fires("ipv6-payload-length-wrong", "longer than the frame", changed6({ ipv6: { payloadLength: 100 } }), [
    "ipv6-payload-length-wrong 1",
    "layer-truncated 1",
    "udp-length-wrong 1",
  ]),
  silent("ipv6-payload-length-wrong", "as long as it is", [datagram6]),
  silent("layer-malformed", "segmentation offload leaves the payload length 0", [offloaded6], [], "real"),
  fires(
    "layer-malformed",
    "a payload length of 0 in generated traffic",
    [offloaded6],
    [
      "layer-malformed 1",
      "tcp-connection-not-closed 1",
      "tcp-data-not-acknowledged 1",
      "tcp-handshake-incomplete 1",
    ],
  ),
  silent("ipv6-payload-length-wrong", "padding follows", changed6({ trailer: octets(4) }), [
    "trailing-octets 1",
  ]),
  fires("udp-length-wrong", "over IPv6", changed6({ udp: { length: 12 } }), [
    "udp-checksum-wrong 1",
    "udp-length-wrong 1",
  ]),
  fires("ipv6-hop-limit-zero", "no router forwards it", changed6({ ipv6: { hopLimit: 0 } }), [
    "ipv6-hop-limit-zero 1",
  ]),
  silent("ipv6-hop-limit-zero", "the last link", changed6({ ipv6: { hopLimit: 1 } })),
  fires("ipv6-source-martian", "a group", changed6({ ipv6: { source: "ff02::1" } }), [
    "ipv6-source-martian 1",
  ]),
  fires("ipv6-source-martian", "unspecified", changed6({ ipv6: { source: "::" } }), [
    "ipv6-source-martian 1",
  ]),
  fires(
    "ipv6-source-martian",
    "loopback on a link",
    changed6({ ipv6: { source: "::1" } }),
    ["warn: ipv6-source-martian 1"],
    "real",
  ),
  fires("ipv6-source-martian", "IPv4 within IPv6", changed6({ ipv6: { source: "::ffff:192.0.2.1" } }), [
    "ipv6-source-martian 1",
  ]),
  silent("ipv6-source-martian", "whoever looks for duplicates of its address has none yet", [solicitation]),
  fires("ipv6-destination-martian", "unspecified", changed6({ ipv6: { destination: "::" } }), [
    "ipv6-destination-martian 1",
  ]),
  fires(
    "ipv6-destination-martian",
    "a group of the interface",
    changed6({ ipv6: { destination: "ff01::1" } }),
    ["ipv6-destination-martian 1"],
  ),
  silent("ipv6-destination-martian", "a group of the link", changed6({ ipv6: { destination: "ff02::1" } })),
  fires(
    "ipv6-extension-order-wrong",
    "hop-by-hop after destination options",
    changed6({
      ipv6: {
        nextHeader: 60,
        extensionBytes: Uint8Array.of(0, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0),
      },
    }),
    ["ipv6-extension-order-wrong 1"],
  ),
  silent(
    "ipv6-extension-order-wrong",
    "hop-by-hop before them",
    changed6({
      ipv6: {
        nextHeader: 0,
        extensionBytes: Uint8Array.of(60, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0),
      },
    }),
  ),
  // 0x7b: 01 at the front, discard.
  fires(
    "ipv6-option-unknown",
    "to be discarded",
    [destinationOptions(0x7b, 4, 0, 0, 0, 0)],
    ["ipv6-option-unknown 1"],
  ),
  silent("ipv6-option-unknown", "padding", [destinationOptions(0, 1, 3, 0, 0, 0)]),
  fires(
    "ipv4-options-malformed",
    "a length of 1",
    changed4({ ipv4: { options: Uint8Array.of(7, 1, 4, 0) } }),
    ["ipv4-options-malformed 1"],
  ),
  fires(
    "ipv4-options-malformed",
    "a record route whose pointer stands in its head",
    changed4({ ipv4: { options: Uint8Array.of(7, 7, 3, 0, 0, 0, 0, 0) } }),
    ["warn: ipv4-options-malformed 1"],
    "real",
  ),
  silent(
    "ipv4-options-malformed",
    "a record route with room for one address",
    changed4({ ipv4: { options: Uint8Array.of(7, 7, 4, 0, 0, 0, 0, 0) } }),
  ),
  fires(
    "fragment-length-odd",
    "20 octets, and more follow",
    [fragment(0, true, octets(20)), fragment(3, false, octets(4))],
    ["fragment-length-odd 1", "fragments-missing 1,2"],
  ),
  fires(
    "fragment-length-odd",
    "over IPv6",
    [fragment6(0, true, octets(20))],
    ["warn: fragment-length-odd 1", "note: fragments-missing 1"],
    "real",
  ),
  silent("fragment-length-odd", "the last may have any length", [
    fragment(0, true, octets(24)),
    fragment(3, false, octets(5)),
  ]),
  fires(
    "fragment-beyond-longest-packet",
    "the ping of death",
    [fragment(8189, false, octets(80))],
    ["fragment-beyond-longest-packet 1", "fragments-missing 1"],
  ),
  silent(
    "fragment-beyond-longest-packet",
    "the last octets of the longest packet",
    [fragment(8185, false, octets(35))],
    ["fragments-missing 1"],
  ),
  fires(
    "fragment-not-allowed",
    "DF and a fragment",
    [fragment(0, true, octets(24), 2), fragment(3, false, octets(5), 2)],
    ["fragment-not-allowed 1", "fragment-not-allowed 2"],
  ),
  silent("fragment-not-allowed", "DF and no fragment", changed4({ ipv4: { flags: 2 } })),
  fires(
    "fragments-overlap",
    "the second begins in the first, with other octets",
    [fragment(0, true, octets(24)), fragment(2, false, octets(24, 0x62))],
    ["fragments-overlap 1,2"],
  ),
  fires(
    "fragments-overlap",
    "a link delivers a fragment twice",
    [fragment(0, true, octets(24)), fragment(0, true, octets(24)), fragment(3, false, octets(24))],
    ["note: fragments-overlap 1,2,3"],
    "real",
  ),
  silent("fragments-overlap", "the last comes first", [
    fragment(3, false, octets(24)),
    fragment(0, true, octets(24)),
  ]),
  fires("fragments-missing", "the last is missing", [fragment(0, true, octets(24))], ["fragments-missing 1"]),
  silent("fragments-missing", "both are here", [
    fragment(0, true, octets(24)),
    fragment(3, false, octets(24)),
  ]),
  fires("udp-checksum-missing-over-ipv6", "zero", changed6({ udp: { checksum: 0 } }), [
    "udp-checksum-missing-over-ipv6 1",
  ]),
  silent(
    "udp-checksum-missing-over-ipv6",
    "IPv4 has a checksum of its own",
    changed4({ udp: { checksum: 0 } }),
  ),
  fires("port-zero", "UDP to port 0", changed4({ udp: { destinationPort: 0 } }), ["port-zero 1"]),
  silent("port-zero", "UDP from port 0 wants no answer", changed4({ udp: { sourcePort: 0 } })),
  fires("vlan-identifier-reserved", "4095", changed4({ vlan: [{ identifier: 4095 }] }), [
    "vlan-identifier-reserved 1",
  ]),
  silent("vlan-identifier-reserved", "0 is a priority alone", changed4({ vlan: [{ identifier: 0 }] })),
  fires(
    "vlan-tags-in-wrong-order",
    "the provider's within the customer's",
    changed4({
      vlan: [
        { identifier: 5, etherType: 0x88a8 },
        { identifier: 6, etherType: 0x0800 },
      ],
    }),
    ["vlan-tags-in-wrong-order 1"],
  ),
  silent(
    "vlan-tags-in-wrong-order",
    "the customer's within the provider's",
    changed4({
      ethernet: { etherType: 0x88a8 },
      vlan: [
        { identifier: 5, etherType: 0x8100 },
        { identifier: 6, etherType: 0x0800 },
      ],
    }),
  ),
  fires(
    "neighbor-discovery-from-afar",
    "a router has forwarded it",
    change([solicitation], 1, { ipv6: { hopLimit: 64 } }),
    ["neighbor-discovery-from-afar 1"],
  ),
  silent("neighbor-discovery-from-afar", "from the link", [solicitation]),
  fires(
    "arp-sender-protocol-address-impossible",
    "a group",
    change(arpExchange, 1, { arp: { senderProtocolAddress: "233.99.115.25" } }),
    ["arp-reply-addresses-mismatch 1,2", "arp-sender-protocol-address-impossible 1"].reverse(),
  ),
  silent(
    "arp-sender-protocol-address-impossible",
    "a probe",
    change(arpExchange.slice(0, 1), 1, { arp: { senderProtocolAddress: "0.0.0.0" } }),
  ),
  fires(
    "arp-probe-answered",
    "the address is in use",
    [
      ...change(arpExchange, 1, { arp: { senderProtocolAddress: "0.0.0.0" } }).slice(0, 1),
      ...change(arpExchange, 2, { arp: { targetProtocolAddress: "0.0.0.0" } }).slice(1),
    ],
    ["warn: arp-probe-answered 1,2"],
  ),
  silent("arp-probe-answered", "the prober announces the address as its own", [
    ...change(arpExchange.slice(0, 1), 1, { arp: { senderProtocolAddress: "0.0.0.0" } }),
    ...change(arpExchange.slice(0, 1), 1, {
      arp: { operation: 2, senderProtocolAddress: router.ip, targetProtocolAddress: router.ip },
    }),
  ]),
  silent(
    "arp-reply-without-request",
    "a gratuitous reply announces its sender",
    change(arpExchange.slice(1), 1, {
      ethernet: { destination: "ff:ff:ff:ff:ff:ff" },
      arp: { targetProtocolAddress: router.ip },
    }),
  ),
  silent("arp-reply-not-unicast", "an announcement, as a request and as a reply", [
    ...change(arpExchange.slice(0, 1), 1, { arp: { targetProtocolAddress: client.ip } }),
    ...change(arpExchange.slice(0, 1), 1, { arp: { operation: 2, targetProtocolAddress: client.ip } }),
  ]),
];
