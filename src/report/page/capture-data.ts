/** What the report page knows of a capture's frames: plain data, written into the page as JSON. */
import type { FrameRange } from "../frame-ranges.js";
import type { FrameRow } from "../frame-rows.js";
import type { Participant } from "../ladder.js";

export interface CaptureData {
  /** Seconds since the epoch of the first frame, six decimals; absent where there is none. */
  readonly start?: string;
  /** The first frames of the capture, or all of them. */
  readonly frames: readonly FrameData[];
  /** Frames of the whole capture. */
  readonly totalFrames: number;
  /** Why not all of them are here. */
  readonly cut?: string;
  readonly hosts: readonly Participant[];
  readonly conversations: readonly ConversationData[];
  readonly facts: readonly FactData[];
  readonly roundTrips: readonly RoundTrip[];
}

export interface FrameData extends FrameRow {
  /** Index of its conversation; absent for what names no ends. */
  readonly conversation?: number;
  /** Indexes of the hosts; absent for what names none. */
  readonly from?: number;
  readonly to?: number;
  /** A few words for the ladder's arrow. */
  readonly label: string;
  readonly mark?: FrameMark;
  readonly linkType: number;
  /** Octets at its end that are a frame check sequence, where there are any. */
  readonly frameCheckLength?: number;
  /** The octets that were kept, in base64. */
  readonly octets: string;
}

/** How a TCP segment stands among those before it, where it does not simply follow. */
export const frameMarks = [
  "retransmission",
  "fast retransmission",
  "spurious retransmission",
  "out of order",
  "octets missing before it",
  "duplicate acknowledgment",
  "keep-alive",
] as const;
export type FrameMark = (typeof frameMarks)[number];

/** Both directions between two ends. */
export interface ConversationData {
  /** The innermost protocol any of its frames has: `HTTP`. */
  readonly protocol: string;
  /** Sender and receiver of its first frame, with ports where it has any. */
  readonly client: string;
  readonly server: string;
  readonly frames: number;
  /** On the wire. */
  readonly octets: number;
  readonly first: number;
  readonly last: number;
}

/** A request and its answer. */
export interface RoundTrip {
  readonly kind: RoundTripKind;
  readonly request: number;
  readonly answer: number;
  readonly seconds: number;
}

export const roundTripKinds = [
  "ARP",
  "DNS",
  "TCP handshake",
  "TCP acknowledgment",
  "HTTP",
  "ICMP echo",
] as const;
export type RoundTripKind = (typeof roundTripKinds)[number];

/** Something that frames teach: read in one frame, used by later ones. */
export interface FactData {
  /** `hardware-address`: an ARP reply says where an address is. `name-address`: a DNS answer says which addresses a name has. */
  readonly kind: "hardware-address" | "name-address";
  /** What was asked for: `192.168.1.1`, `example.com`. */
  readonly subject: string;
  readonly values: readonly string[];
  readonly askedIn: number;
  readonly readFrom: number;
  /** Later frames sent to that hardware address, or to or from one of these addresses. */
  readonly usedIn: readonly FrameRange[];
  readonly usedFrames: number;
}
