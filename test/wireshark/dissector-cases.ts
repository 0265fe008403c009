import { bytesOfHex, captureOf, frameOf, joined, pcapngOf, pcapOf, type FrameName } from "./captures.js";

/** What both must say of a capture, chats left out (Wireshark 4.4 no longer counts HTTP's lines among them, 4.0 does). */
export interface DissectorCase {
  readonly name: string;
  readonly capture: Uint8Array;
  /** Frames in it. */
  readonly frames: number;
  /** `frame severity group code`. */
  readonly expected: readonly string[];
}

const opening = ["syn", "synAck", "handshakeAck"] as const;
const exchange = ["request", "requestAck", "response", "responseAck"] as const;

function ethernetCase(
  name: string,
  frames: readonly FrameName[],
  ...expected: readonly string[]
): DissectorCase {
  return { name, capture: captureOf(frames), frames: frames.length, expected };
}

/** A frame without its 14 octets of Ethernet header, behind another header. */
const behind = (header: string, name: FrameName) =>
  joined([bytesOfHex(header.replaceAll(" ", "")), frameOf(name).subarray(14)]);

export const dissectorCases: readonly DissectorCase[] = [
  ethernetCase(
    "a whole connection has only the two notes of its closing",
    [...opening, ...exchange, "clientFin", "serverFin", "lastAck"],
    "8 note sequence wireshark-tcp-connection-fin-active",
    "9 note sequence wireshark-tcp-connection-fin-passive",
  ),
  ethernetCase(
    "a wrong TCP checksum",
    [...opening, "requestBadChecksum"],
    "4 error checksum wireshark-tcp-checksum-bad",
  ),
  ethernetCase(
    "a wrong UDP checksum",
    ["dnsQueryBadUdpChecksum", "dnsAnswer"],
    "1 error checksum wireshark-udp-checksum-bad",
  ),
  ethernetCase(
    "a wrong IPv4 header checksum",
    ["dnsQueryBadIpChecksum", "dnsAnswer"],
    "1 error checksum wireshark-ip-checksum-bad",
  ),
  ethernetCase(
    "a DNS message that ends inside its question",
    ["dnsCut"],
    "1 error malformed wireshark-ws-malformed",
  ),
  ethernetCase(
    "a segment sent again before it was acknowledged",
    [...opening, "request", "request"],
    "5 note sequence wireshark-tcp-analysis-retransmission",
  ),
  ethernetCase("a reset", [...opening, "reset"], "4 warn sequence wireshark-tcp-connection-rst"),
  ethernetCase(
    "an acknowledgment of data that was never sent",
    [...opening, "ackOfUnseen"],
    "4 warn sequence wireshark-tcp-analysis-ack-lost-segment",
  ),
  ethernetCase(
    "acknowledgments repeated",
    [...opening, ...exchange, "responseAck", "responseAck"],
    "8 note sequence wireshark-tcp-analysis-duplicate-ack",
    "9 note sequence wireshark-tcp-analysis-duplicate-ack",
  ),
  ethernetCase(
    "a closed window",
    [...opening, ...exchange, "zeroWindow"],
    "8 warn sequence wireshark-tcp-analysis-zero-window",
  ),
  ethernetCase(
    "a segment after a gap",
    [...opening, "request", "requestAck", "responseLater"],
    "6 warn sequence wireshark-tcp-analysis-lost-segment",
  ),
  ethernetCase("an HTTP error is none of the capture", [...opening, "request", "requestAck", "notFound"]),
  // A dissector may show what it cannot read as octets, without a word.
  ethernetCase("an HTTP chunk without a length", [...opening, "request", "requestAck", "badChunk"]),
  ethernetCase(
    "a TCP option of length zero",
    ["optionLengthZero"],
    "1 note sequence wireshark-tcp-option-len-invalid",
  ),
  ethernetCase(
    "a TCP option shorter than its kind, outside a SYN",
    ["badOptionLength"],
    "1 warn protocol wireshark-tcp-options-mss-present",
    "1 note sequence wireshark-tcp-option-len-invalid",
  ),
  ethernetCase("a DNS name that points at itself, and its answer", ["dnsLoop", "dnsAnswer"]),
  ethernetCase(
    "a DNS message that promises 65535 records",
    ["dnsManyRecords"],
    "1 error malformed wireshark-ws-malformed",
  ),
  ethernetCase(
    "an IPv4 header of four words",
    ["ipHeaderLength4"],
    "1 error protocol wireshark-ip-bogus-header-length",
  ),
  ethernetCase(
    "an IPv4 length beyond the frame",
    ["ipLengthTooLong", "dnsAnswer"],
    "1 error protocol wireshark-ip-bogus-ip-length",
  ),
  ethernetCase(
    "an address that two stations claim",
    ["arpRequest", "arpReply", "arpOther"],
    "3 warn sequence wireshark-arp-duplicate-address-detected",
  ),
  ethernetCase("a VLAN tag", ["vlanDnsQuery", "dnsAnswer"]),
  {
    name: "frames that end early",
    capture: pcapOf([frameOf("request").subarray(0, 60), frameOf("dnsQuery").subarray(0, 40)]),
    frames: 2,
    expected: [
      "1 error protocol wireshark-ip-bogus-ip-length",
      "1 error checksum wireshark-tcp-checksum-bad",
      "2 error protocol wireshark-ip-bogus-ip-length",
      "2 error malformed wireshark-udp-length-bad",
      "2 error malformed wireshark-ws-malformed",
    ],
  },
  {
    name: "frames that the capture keeps the beginning of are no fault",
    capture: pcapOf([frameOf("request"), frameOf("dnsQuery"), frameOf("dnsAnswer")], { snapLength: 75 }),
    frames: 3,
    expected: [],
  },
  {
    name: "raw IP",
    capture: pcapOf([behind("", "dnsQueryBadUdpChecksum"), behind("", "dnsAnswer")], { linkType: 101 }),
    frames: 2,
    expected: ["1 error checksum wireshark-udp-checksum-bad"],
  },
  {
    name: "Linux cooked frames",
    capture: pcapOf(
      [
        behind("0004 0001 0006 a483e700129f0000 0800", "dnsQueryBadUdpChecksum"),
        behind("0000 0001 0006 0492268e71030000 0800", "dnsAnswer"),
      ],
      { linkType: 113 },
    ),
    frames: 2,
    expected: ["1 error checksum wireshark-udp-checksum-bad"],
  },
  {
    name: "loopback frames",
    capture: pcapOf([behind("02000000", "dnsQueryBadUdpChecksum"), behind("02000000", "dnsAnswer")], {
      linkType: 0,
    }),
    frames: 2,
    expected: ["1 error checksum wireshark-udp-checksum-bad"],
  },
  {
    name: "pcapng",
    capture: pcapngOf([frameOf("dnsQueryBadUdpChecksum"), frameOf("dnsAnswer")]),
    frames: 2,
    expected: ["1 error checksum wireshark-udp-checksum-bad"],
  },
];
