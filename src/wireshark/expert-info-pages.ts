/**
 * What Wireshark's Expert Info means, in our words: the entries met most often one by one, every other by its group. The code of
 * a finding is made of Wireshark's own name of the entry (`expert-info.ts`), so there are more of them than any list has.
 */
import type { FindingGroup } from "../contracts/finding.js";

export interface ExpertInfoPage {
  readonly code: string;
  readonly finds: string;
  readonly why: string;
  /** Where the behaviour it speaks of is written, as far as it is a protocol's. */
  readonly rfc?: string;
}

const knownPages: readonly ExpertInfoPage[] = [
  {
    code: "wireshark-unread",
    finds: "Wireshark could not read the whole file.",
    why: "What it says is of the frames before the place where the file breaks off.",
  },
  {
    code: "wireshark-limit-reached",
    finds: "Wireshark has more to say of the capture than was asked for, or had no time to say it.",
    why: "Entries are bounded in number and time, so that a hostile capture ends; what is listed comes from the first frames.",
  },
  {
    code: "wireshark-ws-malformed",
    finds: "A dissector ran past the end of a frame, or met what cannot be.",
    why: "The layer is broken, or is not the protocol that its port or type says it is.",
  },
  {
    code: "wireshark-tcp-analysis-retransmission",
    finds: "A segment with octets that were sent before, after a timeout.",
    why: "The first one, or its acknowledgment, was lost or is late: in real traffic the rule, not a fault of the capture.",
    rfc: "RFC 6298",
  },
  {
    code: "wireshark-tcp-analysis-fast-retransmission",
    finds: "A segment sent again after repeated acknowledgments asked for it.",
    why: "Something was lost on the way, and the sender noticed without waiting for its timer.",
    rfc: "RFC 5681 section 3.2",
  },
  {
    code: "wireshark-tcp-analysis-spurious-retransmission",
    finds: "A segment with octets that were acknowledged already.",
    why: "The acknowledgment was lost or came too late: the receiver drops the segment.",
    rfc: "RFC 6298",
  },
  {
    code: "wireshark-tcp-analysis-out-of-order",
    finds: "A segment that comes after octets that follow its own.",
    why: "The path reordered segments, or one was lost and sent again at once.",
    rfc: "RFC 9293 section 3.10.7.4",
  },
  {
    code: "wireshark-tcp-analysis-duplicate-ack",
    finds: "An acknowledgment that repeats the one before.",
    why: "The receiver got something else than what comes next: three in a row make the sender send again.",
    rfc: "RFC 5681 section 3.2",
  },
  {
    code: "wireshark-tcp-analysis-lost-segment",
    finds: "A segment that begins after the octets that come next: those before are not in the capture.",
    why: "They were lost, come later, or were not recorded; at the beginning of a capture that is usual.",
    rfc: "RFC 9293 section 3.4",
  },
  {
    code: "wireshark-tcp-analysis-ack-lost-segment",
    finds: "An acknowledgment of octets that are not in the capture.",
    why: "The capture misses what the receiver got; in a whole capture it is an acknowledgment of data nobody sent.",
    rfc: "RFC 9293 section 3.10.7.4",
  },
  {
    code: "wireshark-tcp-analysis-zero-window",
    finds: "A receiver that has no room for more.",
    why: "The sender must stop until the window opens: the application does not read fast enough.",
    rfc: "RFC 9293 section 3.8.6",
  },
  {
    code: "wireshark-tcp-analysis-window-full",
    finds: "A segment that fills the receiver's window to its end.",
    why: "The sender is held up by the receiver's window, not by the path.",
    rfc: "RFC 9293 section 3.8.6",
  },
  {
    code: "wireshark-tcp-analysis-window-update",
    finds: "A segment that only opens the window.",
    why: "The receiver has room again. Usual.",
    rfc: "RFC 9293 section 3.8.6",
  },
  {
    code: "wireshark-tcp-analysis-keep-alive",
    finds: "A segment that repeats the last octet, or none, to get an answer.",
    why: "One side asks whether the other is still there. Usual on idle connections.",
    rfc: "RFC 9293 section 3.8.4",
  },
  {
    code: "wireshark-tcp-analysis-keep-alive-ack",
    finds: "The answer to a keep-alive.",
    why: "The other side is still there. Usual.",
    rfc: "RFC 9293 section 3.8.4",
  },
  {
    code: "wireshark-tcp-analysis-reused-ports",
    finds: "A SYN between addresses and ports of a connection seen before.",
    why: "A client may do so after a while; soon after, the other side may still remember the old connection.",
    rfc: "RFC 9293 section 3.6.1",
  },
  {
    code: "wireshark-tcp-connection-syn",
    finds: "A connection is opened.",
    why: "Wireshark tells of it, no more.",
    rfc: "RFC 9293 section 3.5",
  },
  {
    code: "wireshark-tcp-connection-synack",
    finds: "A connection is accepted.",
    why: "Wireshark tells of it, no more.",
    rfc: "RFC 9293 section 3.5",
  },
  {
    code: "wireshark-tcp-connection-fin",
    finds: "One side has sent everything.",
    why: "Wireshark tells of it, no more.",
    rfc: "RFC 9293 section 3.6",
  },
  {
    code: "wireshark-tcp-connection-fin-active",
    finds: "The side that closes first.",
    why: "Every connection that is closed in order has one.",
    rfc: "RFC 9293 section 3.6",
  },
  {
    code: "wireshark-tcp-connection-fin-passive",
    finds: "The side that closes after the other.",
    why: "Every connection that is closed in order has one.",
    rfc: "RFC 9293 section 3.6",
  },
  {
    code: "wireshark-tcp-connection-rst",
    finds: "A connection is reset.",
    why: "A port is closed, or one side gave up: data under way are lost.",
    rfc: "RFC 9293 section 3.5.2",
  },
  {
    code: "wireshark-http-chat",
    finds: "A request or status line of HTTP.",
    why: "Wireshark 4.0 and older tell of each, no more.",
    rfc: "RFC 9112",
  },
  {
    code: "wireshark-dns-retransmit-request",
    finds: "A DNS query sent again.",
    why: "The answer was lost or is late: resolvers ask again after a while.",
    rfc: "RFC 1035 section 4.2.1",
  },
  {
    code: "wireshark-dns-response-missing",
    finds: "A DNS query without an answer in the capture.",
    why: "The name server did not answer, or the capture ends before it did.",
    rfc: "RFC 1035 section 4.2.1",
  },
  {
    code: "wireshark-arp-duplicate-address-detected",
    finds: "Two hardware addresses that claim one protocol address.",
    why: "Two hosts have the same address, or one of them lies: frames go astray.",
    rfc: "RFC 5227",
  },
  {
    code: "wireshark-frame-comment",
    finds: "A comment that somebody wrote into the capture.",
    why: "It is a remark, no fault.",
  },
];

const checksumPages: readonly ExpertInfoPage[] = ["ip", "tcp", "udp", "icmp", "icmpv6"].map((protocol) => ({
  code: `wireshark-${protocol}-checksum-bad`,
  finds: `The checksum of ${protocol === "ip" ? "an IPv4 header" : `an ${protocol.toUpperCase()} message`} does not match.`,
  why: "A receiver drops it. In a capture taken at the sender the network card may fill it in only afterwards (offloading).",
  rfc: "RFC 1071",
}));

export const expertInfoPages: readonly ExpertInfoPage[] = [...knownPages, ...checksumPages];

const pagesByCode: ReadonlyMap<string, ExpertInfoPage> = new Map(
  expertInfoPages.map((page) => [page.code, page]),
);

/** What a group is about, for entries without a page. */
const groupMeanings: Readonly<Record<FindingGroup, string>> = {
  checksum: "A checksum does not match what it covers.",
  sequence: "An order that is not that of the protocol's usual course, or an event of that course.",
  response: "What an answer says of how it went, an error code for example.",
  request: "What is asked for.",
  undecoded: "Octets that Wireshark does not take apart.",
  reassemble: "Pieces that could not be put together.",
  malformed: "What cannot be taken apart: cut off, or not the protocol it seems to be.",
  protocol: "A field that the protocol does not allow, or advises against.",
  security: "Something that is not safe to send or to accept.",
  comments: "A remark in the file.",
  decryption: "Something encrypted that could not be decrypted.",
  assumption: "Something that Wireshark assumed, because the capture does not tell.",
  deprecated: "Something that is no longer to be used.",
  receive: "A problem of receiving.",
  interface: "A problem of the interface it was recorded from.",
  debug: "A remark for developers of Wireshark.",
  intent: "Something other than what was described.",
  scenario: "Something that does not hold over the whole scenario.",
};

/** Whether a code can be one of Wireshark's: which of them there are depends on its version. */
export function isExpertInfoCode(code: string): boolean {
  return /^wireshark(?:-[a-z0-9]+)+$/.test(code);
}

/** The page of one of Wireshark's codes; of one that has none, what its group is about, or where to look. */
export function explainExpertInfo(code: string, group?: FindingGroup): ExpertInfoPage {
  const known = pagesByCode.get(code);
  if (known !== undefined) return known;
  return {
    code,
    finds: group === undefined ? "An entry of Wireshark's Expert Info." : groupMeanings[group],
    why: "Wireshark says so; its severity and group are its own.",
  };
}
