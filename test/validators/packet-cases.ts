import { checkFrames } from "../../src/validators/check-frames.js";
import type { CheckProfile } from "../../src/validators/rule.js";
import { latin1Text } from "../../src/wire/bytes.js";
import { encodeDhcp } from "../../src/wire/dhcp.js";
import type { RuleCase } from "./case.js";
import {
  arpExchange,
  change,
  client,
  dnsExchange,
  frames,
  httpExchange,
  httpExchangeOf,
  numbers,
  router,
  site,
  addressRecord,
  type FrameSpec,
} from "./day-frames.js";

function packetCase(
  rule: string,
  fires: boolean,
  what: string,
  specs: readonly FrameSpec[],
  expected: readonly string[] = [],
  profile: CheckProfile = "generated",
): RuleCase {
  const findings = () => checkFrames(frames(specs), { profile });
  return { rule, fires, what, findings, expected };
}

const fires = (
  rule: string,
  what: string,
  specs: readonly FrameSpec[],
  expected: readonly string[],
  profile?: CheckProfile,
) => packetCase(rule, true, what, specs, expected, profile);
const silent = (
  rule: string,
  what: string,
  specs: readonly FrameSpec[],
  profile?: CheckProfile,
  expected?: readonly string[],
) => packetCase(rule, false, what, specs, expected, profile);

/** One UDP datagram that belongs to no conversation. */
const datagram: FrameSpec = {
  ethernet: { source: client.mac, destination: router.mac },
  ipv4: { version: 4, ihl: 5, identification: 7, ttl: 64, source: client.ip, destination: site.ip },
  udp: { sourcePort: 9000, destinationPort: 9001 },
  text: "12345678",
};
const changed = (patch: FrameSpec) => change([datagram], 1, patch);

/** What Linux leaves for the card: the folded sum of the pseudo-header, RFC 793 section 3.1 (addresses, 17, 16 octets). */
const partialSum = 0xc0a8 + 0x0117 + 0xcb00 + 0x7150 + 17 + 16;
const partial = (partialSum & 0xffff) + (partialSum >>> 16);

/** The addresses and 6. */
const tcpSum = 0xc0a8 + 0x0117 + 0xcb00 + 0x7150 + 6;
const partialWithoutLength = (tcpSum & 0xffff) + (tcpSum >>> 16);

/** An IPv4 packet without Ethernet header, 29 octets: 192.0.2.1 to 198.51.100.7. */
const barePacket = Uint8Array.of(
  0x45,
  0,
  0,
  29,
  0,
  1,
  0,
  0,
  64,
  17,
  0x8f,
  0xb9,
  192,
  0,
  2,
  1,
  198,
  51,
  100,
  7,
  0x23,
  0x28,
  0x23,
  0x29,
  0,
  9,
  0,
  0,
  0x41,
);
/** An Ethernet frame whose destination begins with 45, too. */
const ethernetLikeIp = Uint8Array.of(
  0x44,
  0,
  0,
  60,
  0,
  1,
  0x3c,
  0x22,
  0xfb,
  0x5a,
  0x19,
  0xc4,
  0x88,
  0xb5,
  ...new Uint8Array(46),
);

export const packetCases: readonly RuleCase[] = [
  fires(
    "ethernet-source-group-address",
    "first octet odd",
    changed({ ethernet: { source: "bb:1e:85:fc:39:d7" } }),
    ["ethernet-source-group-address 1"],
  ),
  fires(
    "ethernet-source-group-address",
    "a real capture gets a warning",
    changed({ ethernet: { source: "bb:1e:85:fc:39:d7" } }),
    ["warn: ethernet-source-group-address 1"],
    "real",
  ),
  silent(
    "ethernet-source-group-address",
    "a group destination is legal",
    changed({ ethernet: { destination: "01:00:5e:00:00:fb" } }),
  ),
  fires("ethernet-source-zero", "all zero", changed({ ethernet: { source: "00:00:00:00:00:00" } }), [
    "ethernet-source-zero 1",
  ]),
  silent(
    "ethernet-source-zero",
    "zero but for one bit",
    changed({ ethernet: { source: "00:00:00:00:00:02" } }),
  ),
  silent(
    "ethernet-source-zero",
    "the loopback interface of a real host",
    changed({ ethernet: { source: "00:00:00:00:00:00" } }),
    "real",
  ),
  fires(
    "arp-length-wrong",
    "a hardware address as text",
    change(arpExchange, 2, {
      arp: {
        hardwareLength: 14,
        senderHardwareAddress: Uint8Array.from("02:00:aa:bb:cc", (c) => c.charCodeAt(0)),
        targetHardwareAddress: new Uint8Array(14),
      },
    }),
    ["arp-reply-target-mismatch 1,2", "arp-length-wrong 2"],
  ),
  silent(
    "arp-length-wrong",
    "another protocol has other lengths",
    change(arpExchange, 2, { arp: { protocolType: 0x86dd, protocolLength: 4 } }),
  ),
  fires(
    "arp-sender-hardware-not-unicast",
    "a group address",
    change(arpExchange, 2, {
      ethernet: { source: "05:92:26:8e:71:03" },
      arp: { senderHardwareAddress: "05:92:26:8e:71:03" },
    }),
    ["arp-sender-hardware-not-unicast 2", "ethernet-source-group-address 2"],
  ),
  silent(
    "arp-sender-hardware-not-unicast",
    "locally administered is unicast",
    change(arpExchange, 2, {
      ethernet: { source: "06:92:26:8e:71:03" },
      arp: { senderHardwareAddress: "06:92:26:8e:71:03" },
    }),
  ),
  fires(
    "arp-sender-not-ethernet-source",
    "two addresses in one frame",
    change(arpExchange, 2, { ethernet: { source: "04:92:26:8e:71:99" } }),
    ["arp-sender-not-ethernet-source 2"],
  ),
  silent(
    "arp-sender-not-ethernet-source",
    "the target may differ from the destination",
    change(arpExchange, 1, { arp: { targetHardwareAddress: "02:00:00:00:00:01" } }),
  ),
  fires("ipv4-ttl-zero", "zero", changed({ ipv4: { ttl: 0 } }), ["ipv4-ttl-zero 1"]),
  silent("ipv4-ttl-zero", "one", changed({ ipv4: { ttl: 1 } })),
  fires("ipv4-source-martian", "multicast", changed({ ipv4: { source: "233.99.115.25" } }), [
    "ipv4-source-martian 1",
  ]),
  fires("ipv4-source-martian", "unset", changed({ ipv4: { source: "0.0.0.0" } }), ["ipv4-source-martian 1"]),
  silent(
    "ipv4-source-martian",
    "a DHCP client has no address yet",
    [
      {
        ethernet: { source: client.mac, destination: "ff:ff:ff:ff:ff:ff" },
        ipv4: { source: "0.0.0.0", destination: "255.255.255.255" },
        udp: { sourcePort: 68, destinationPort: 67 },
        text: latin1Text(
          encodeDhcp({
            hardwareType: 1,
            clientHardwareAddress: client.mac,
            options: [{ code: 53, data: Uint8Array.of(1) }],
          }),
        ),
      },
    ],
    "generated",
    ["dhcp-request-unanswered 1"],
  ),
  silent(
    "ipv4-source-martian",
    "223 is the last unicast octet",
    changed({ ipv4: { source: "223.255.255.254" } }),
  ),
  fires("ipv4-destination-martian", "loopback", changed({ ipv4: { destination: "127.0.0.1" } }), [
    "ipv4-destination-martian 1",
  ]),
  silent(
    "ipv4-destination-martian",
    "multicast is a destination",
    changed({ ipv4: { destination: "224.0.0.251" } }),
  ),
  fires("ipv4-reserved-flag-set", "the evil bit", changed({ ipv4: { flags: 4 } }), [
    "ipv4-reserved-flag-set 1",
  ]),
  silent("ipv4-reserved-flag-set", "do not fragment", changed({ ipv4: { flags: 2 } })),
  fires("ipv4-checksum-wrong", "a checksum of the script's own", changed({ ipv4: { checksum: 0x1234 } }), [
    "ipv4-checksum-wrong 1",
  ]),
  silent("ipv4-checksum-wrong", "computed", [datagram]),
  fires(
    "ipv4-checksum-wrong",
    "zero in a real capture is the card's",
    changed({ ipv4: { checksum: 0 } }),
    ["note: ipv4-checksum-wrong 1"],
    "real",
  ),
  fires("ipv4-length-wrong", "longer than the frame", changed({ ipv4: { totalLength: 1500 } }), [
    "ipv4-length-wrong 1",
    "layer-truncated 1",
    "udp-length-wrong 1",
  ]),
  fires("ipv4-length-wrong", "shorter than its header", changed({ ipv4: { totalLength: 10 } }), [
    "ipv4-length-wrong 1",
    "layer-malformed 1",
  ]),
  silent("ipv4-length-wrong", "Ethernet pads short packets", changed({ trailer: new Uint8Array(10) })),
  fires("layer-malformed", "a UDP length below 8", changed({ udp: { length: 7 } }), [
    "layer-malformed 1",
    "udp-length-wrong 1",
  ]),
  silent(
    "layer-malformed",
    "segmentation offload leaves the total length 0 in a real capture",
    change(httpExchange, 5, { ipv4: { totalLength: 0 } }),
    "real",
  ),
  silent(
    "layer-malformed",
    "a header with options",
    changed({ ipv4: { ihl: 6, options: Uint8Array.of(1, 1, 1, 0) } }),
  ),
  fires("layer-truncated", "a TCP header of 8 octets", changed({ ipv4: { protocol: 6 } }), [
    "layer-truncated 1",
  ]),
  fires(
    "layer-truncated",
    "a snap length is nobody's fault",
    [
      {
        ...datagram,
        bytes: frames([datagram])[0]?.decoded.bytes.subarray(0, 30) ?? new Uint8Array(0),
        originalLength: 50,
      },
    ],
    ["chat: layer-truncated 1"],
    "real",
  ),
  silent("layer-truncated", "a frame kept whole", [datagram], "real"),
  fires("udp-length-wrong", "the header alone", changed({ udp: { length: 8 } }), [
    "udp-checksum-wrong 1",
    "udp-length-wrong 1",
  ]),
  silent(
    "udp-length-wrong",
    "the first fragment has the whole datagram's",
    changed({ ipv4: { flags: 1 }, udp: { length: 3000 } }),
    "generated",
    ["fragments-missing 1"],
  ),
  fires(
    "udp-length-wrong",
    "octets behind the datagram may be options in a real network",
    changed({ udp: { length: 12, checksum: 0 } }),
    ["note: udp-length-wrong 1"],
    "real",
  ),
  fires(
    "udp-length-wrong",
    "longer than the packet, in a real network too",
    changed({ udp: { length: 20 } }),
    ["warn: layer-malformed 1", "udp-length-wrong 1"],
    "real",
  ),
  fires("udp-checksum-wrong", "a checksum of the script's own", changed({ udp: { checksum: 0x1234 } }), [
    "udp-checksum-wrong 1",
  ]),
  fires(
    "udp-checksum-wrong",
    "left to the card of a real host",
    changed({ udp: { checksum: partial } }),
    ["note: udp-checksum-wrong 1"],
    "real",
  ),
  fires(
    "udp-checksum-wrong",
    "generated traffic leaves nothing to a card",
    changed({ udp: { checksum: partial } }),
    ["udp-checksum-wrong 1"],
  ),
  silent("udp-checksum-wrong", "zero says that there is none", changed({ udp: { checksum: 0 } })),
  fires(
    "tcp-checksum-wrong",
    "a checksum of the script's own",
    change(httpExchange, 5, { tcp: { checksum: 0x1234 } }),
    ["tcp-checksum-wrong 5"],
  ),
  fires(
    "tcp-checksum-wrong",
    "off by one in a real capture",
    change(httpExchange, 5, { tcp: { checksum: 0x1235 } }),
    ["tcp-checksum-wrong 5"],
    "real",
  ),
  silent("tcp-checksum-wrong", "computed", httpExchange),
  fires(
    "tcp-checksum-wrong",
    "what Windows leaves to a card that is to cut segments has no length in it",
    change(httpExchange, 5, { tcp: { checksum: partialWithoutLength } }),
    ["note: tcp-checksum-wrong 5"],
    "real",
  ),
  fires(
    "tcp-checksum-wrong",
    "generated traffic leaves nothing to a card",
    change(httpExchange, 5, { tcp: { checksum: partialWithoutLength } }),
    ["tcp-checksum-wrong 5"],
  ),
  fires(
    "tcp-options-malformed",
    "a length that leads out of the header",
    change(httpExchange, 5, { tcp: { options: [{ kind: "raw", bytes: Uint8Array.of(8, 0, 1, 1) }] } }),
    ["tcp-options-malformed 5", "tcp-timestamp-missing 5"],
  ),
  silent(
    "tcp-options-malformed",
    "an unknown option",
    change(httpExchange, 5, {
      tcp: {
        options: [
          { kind: "timestamp", value: 9060, echoReply: 1030 },
          { kind: "unknown", number: 253, data: Uint8Array.of(1, 2) },
        ],
      },
    }),
  ),
  fires(
    "tcp-flags-impossible",
    "no flag at all",
    change(httpExchange, 7, { tcp: { flags: 0, acknowledgmentNumber: 0 } }),
    ["tcp-flags-impossible 7", "tcp-timestamp-echo-unsent 7"],
  ),
  fires(
    "tcp-flags-impossible",
    "push alone",
    change(httpExchange, 7, { tcp: { flags: 8, acknowledgmentNumber: 0 } }),
    ["tcp-flags-impossible 7", "tcp-timestamp-echo-unsent 7"],
  ),
  silent(
    "tcp-flags-impossible",
    "congestion bits with SYN (RFC 3168)",
    change(httpExchange, 1, { tcp: { flags: 0xc2 } }),
  ),
  fires("tcp-reserved-bits-set", "one of the three", change(httpExchange, 3, { tcp: { reserved: 4 } }), [
    "tcp-reserved-bits-set 3",
  ]),
  silent(
    "tcp-reserved-bits-set",
    "the ninth flag is no reserved bit",
    change(httpExchange, 1, { tcp: { flags: 0x102 } }),
  ),
  fires("tcp-initial-sequence-number-small", "zero", httpExchangeOf({ clientStart: 0 }), [
    "tcp-initial-sequence-number-small 1",
  ]),
  silent("tcp-initial-sequence-number-small", "1000", httpExchangeOf({ clientStart: 1000 })),
  silent(
    "tcp-initial-sequence-number-small",
    "a real host may draw it",
    httpExchangeOf({ clientStart: 999 }),
    "real",
  ),
  fires(
    "tcp-acknowledgment-number-without-ack",
    "a SYN that acknowledges",
    change(httpExchange, 1, { tcp: { acknowledgmentNumber: 1 } }),
    ["tcp-acknowledgment-number-without-ack 1"],
  ),
  silent("tcp-acknowledgment-number-without-ack", "zero", httpExchange),
  fires(
    "tcp-option-outside-syn",
    "a size offered too late",
    change(httpExchange, 5, {
      tcp: {
        options: [
          { kind: "mss", value: 1460 },
          { kind: "timestamp", value: 9060, echoReply: 1030 },
        ],
      },
    }),
    ["tcp-option-outside-syn 5"],
  ),
  silent(
    "tcp-option-outside-syn",
    "SACK blocks belong later; this one tells what came twice (RFC 2883)",
    change(httpExchange, 5, {
      tcp: {
        options: [
          { kind: "timestamp", value: 9060, echoReply: 1030 },
          { kind: "sack", blocks: [{ left: numbers.requestEnd - 9, right: numbers.requestEnd - 5 }] },
        ],
      },
    }),
  ),
  fires("dns-reserved-bit-set", "Z", change(dnsExchange, 1, { dns: { z: 1 } }), ["dns-reserved-bit-set 1"]),
  silent("dns-reserved-bit-set", "authentic data is another bit", change(dnsExchange, 1, { dns: { ad: 1 } })),
  fires(
    "dns-ttl-too-large",
    "all bits",
    change(dnsExchange, 2, { dns: { answers: [{ ...addressRecord, ttl: 0xffffffff }] } }),
    ["dns-ttl-too-large 2"],
  ),
  silent(
    "dns-ttl-too-large",
    "31 bits",
    change(dnsExchange, 2, { dns: { answers: [{ ...addressRecord, ttl: 0x7fffffff }] } }),
  ),
  fires(
    "dns-message-without-question",
    "an answer alone",
    change(dnsExchange, 2, { dns: { questions: [] } }),
    ["dns-message-without-question 2"],
  ),
  silent(
    "dns-message-without-question",
    "multicast DNS announces unasked",
    change(dnsExchange, 2, { udp: { sourcePort: 53, destinationPort: 41000 } }),
  ),
  fires("trailing-octets", "more than padding", changed({ trailer: new Uint8Array(40) }), [
    "trailing-octets 1",
  ]),
  silent("trailing-octets", "padding to 60 octets", changed({ trailer: new Uint8Array(10) })),
  fires(
    "bare-ip-on-ethernet",
    "an IPv4 packet at the frame's start",
    [{ bytes: barePacket }],
    ["bare-ip-on-ethernet 1"],
  ),
  silent("bare-ip-on-ethernet", "an address that begins alike", [{ bytes: ethernetLikeIp }]),
];
