import type { FrameName } from "./captures.js";

/** What both must say of a capture, chats left out (Wireshark 4.4 no longer counts HTTP's lines among them, 4.0 does). */
export interface DissectorCase {
  readonly name: string;
  readonly frames: readonly FrameName[];
  /** `frame severity group code`. */
  readonly expected: readonly string[];
}

const opening = ["syn", "synAck", "handshakeAck"] as const;
const exchange = ["request", "requestAck", "response", "responseAck"] as const;

export const dissectorCases: readonly DissectorCase[] = [
  {
    name: "a whole connection has only the two notes of its closing",
    frames: [...opening, ...exchange, "clientFin", "serverFin", "lastAck"],
    expected: [
      "8 note sequence wireshark-tcp-connection-fin-active",
      "9 note sequence wireshark-tcp-connection-fin-passive",
    ],
  },
  {
    name: "a wrong TCP checksum",
    frames: [...opening, "requestBadChecksum"],
    expected: ["4 error checksum wireshark-tcp-checksum-bad"],
  },
  {
    name: "a wrong UDP checksum",
    frames: ["dnsQueryBadUdpChecksum", "dnsAnswer"],
    expected: ["1 error checksum wireshark-udp-checksum-bad"],
  },
  {
    name: "a wrong IPv4 header checksum",
    frames: ["dnsQueryBadIpChecksum", "dnsAnswer"],
    expected: ["1 error checksum wireshark-ip-checksum-bad"],
  },
  {
    name: "a DNS message that ends inside its question",
    frames: ["dnsCut"],
    expected: ["1 error malformed wireshark-ws-malformed"],
  },
  {
    name: "a segment sent again before it was acknowledged",
    frames: [...opening, "request", "request"],
    expected: ["5 note sequence wireshark-tcp-analysis-retransmission"],
  },
  {
    name: "a reset",
    frames: [...opening, "reset"],
    expected: ["4 warn sequence wireshark-tcp-connection-rst"],
  },
  {
    name: "an acknowledgment of data that was never sent",
    frames: [...opening, "ackOfUnseen"],
    expected: ["4 warn sequence wireshark-tcp-analysis-ack-lost-segment"],
  },
];
