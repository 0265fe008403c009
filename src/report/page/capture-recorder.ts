import { formatEpochMicros } from "../../contracts/time.js";
import type { FlowEventName, FlowEvents, FlowListener } from "../../flow/flow-events.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { FlowTracker } from "../../flow/flow-tracker.js";
import { repeatKindOf, type RepeatKind } from "../../flow/repeat-kind.js";
import type { TcpObservation } from "../../flow/tcp-connection.js";
import { createRowReader } from "../frame-rows.js";
import { endsOf, participantsOf, shortInfo, type FrameEnds, type KnownHost } from "../ladder.js";
import { toBase64 } from "./base64.js";
import { pageBounds, type PageBounds } from "./bounds.js";
import type { CaptureData, FrameData, FrameMark } from "./capture-data.js";
import { ConversationList } from "./conversation-list.js";
import { FactList } from "./fact-list.js";
import { RoundTripList } from "./round-trip-list.js";

type Recorded = Omit<FrameData, "from" | "to"> & { readonly ends: FrameEnds | undefined };

/** Follows a capture frame by frame for its page. What it holds is bounded by `PageBounds`, whatever the capture is. */
export class CaptureRecorder implements FlowListener {
  private readonly read = createRowReader();
  private readonly conversations = new ConversationList();
  private readonly facts: FactList;
  private readonly roundTrips: RoundTripList;
  private readonly tracker = new FlowTracker(this);
  private readonly frames: Recorded[] = [];
  private readonly marks = new Map<number, FrameMark>();
  private readonly handlers: Partial<Handlers>;
  private totalFrames = 0;
  private octets = 0;
  private isFull = false;
  private startNanos: bigint | undefined;

  constructor(private readonly bounds: PageBounds = pageBounds) {
    this.facts = new FactList(bounds.facts);
    this.roundTrips = new RoundTripList(bounds.roundTrips);
    this.handlers = this.listeners();
  }

  /** The next frame of the capture. Its octets are copied, so they may be overwritten afterwards. */
  observe(frame: FlowFrame): void {
    this.totalFrames += 1;
    const { bytes, linkType, frameCheckSequence } = frame.decoded;
    this.isFull ||=
      this.frames.length >= this.bounds.frames || this.octets + bytes.length > this.bounds.octets;
    if (this.isFull) return;
    this.startNanos ??= frame.timeNanos;
    this.octets += bytes.length;
    this.facts.use(frame.frameNumber, frame.decoded);
    this.tracker.observe(frame);
    const row = this.read(frame);
    const conversation = this.conversations.add(frame.decoded, row);
    this.frames.push({
      ...row,
      label: shortInfo(row),
      linkType,
      octets: toBase64(bytes),
      ends: endsOf(frame.decoded),
      ...(conversation === undefined ? {} : { conversation }),
      ...(frameCheckSequence === undefined ? {} : { frameCheckLength: frameCheckSequence.bytes.length }),
    });
  }

  /** The capture has ended. Once. Hosts nobody knows are called by the names that DNS answers gave them. */
  finish(knownHosts: readonly KnownHost[] = []): CaptureData {
    this.tracker.finish();
    const seen = new Set(this.frames.flatMap(({ ends }) => (ends === undefined ? [] : [ends.from, ends.to])));
    const { participants, placeOf } = participantsOf(seen, [...knownHosts, ...this.facts.namedHosts]);
    const frames = this.frames.map(({ ends, ...frame }): FrameData => {
      const mark = this.marks.get(frame.frameNumber);
      return {
        ...frame,
        ...(ends === undefined ? {} : { from: placeOf(ends.from), to: placeOf(ends.to) }),
        ...(mark === undefined ? {} : { mark }),
      };
    });
    const cut = this.cutText();
    return {
      ...(this.startNanos === undefined ? {} : { start: formatEpochMicros(this.startNanos / 1000n) }),
      frames,
      totalFrames: this.totalFrames,
      ...(cut === undefined ? {} : { cut }),
      hosts: participants,
      conversations: this.conversations.conversations,
      facts: this.facts.facts,
      roundTrips: this.roundTrips.list,
    };
  }

  /** For the tracker. */
  emit<Name extends FlowEventName>(name: Name, event: FlowEvents[Name]): void {
    this.handlers[name]?.(event);
  }

  /** For the tracker: a bound that matters is a finding of the judge, not of the page. */
  limitReached(): void {
    return;
  }

  private listeners(): Partial<Handlers> {
    const { facts, roundTrips } = this;
    return {
      frame: (frame) => roundTrips.frame(frame),
      arpAnswered: (pair) => {
        facts.arpAnswered(pair);
        roundTrips.add("ARP", pair.request.frameNumber, pair.reply.frameNumber);
      },
      dnsAnswered: (pair) => {
        facts.dnsAnswered(pair);
        roundTrips.add("DNS", pair.query.frameNumber, pair.response.frameNumber);
      },
      icmpAnswered: ({ request, reply }) =>
        roundTrips.add("ICMP echo", request.frameNumber, reply.frameNumber),
      tcpSegment: (segment) => {
        const mark = markOf(segment);
        if (mark !== undefined) this.marks.set(segment.frame.frameNumber, mark);
        roundTrips.segment(segment);
      },
      tcpEnd: (connection) => roundTrips.connectionEnd(connection),
      httpExchange: ({ request, response }) =>
        roundTrips.add("HTTP", request?.frames.at(-1), response?.frames[0]),
    };
  }

  private cutText(): string | undefined {
    const left = this.totalFrames - this.frames.length;
    if (left === 0) return undefined;
    const megabytes = this.bounds.octets / 1024 ** 2;
    return (
      `This page shows the first ${this.frames.length} of ${this.totalFrames} frames: a page holds at most ` +
      `${this.bounds.frames} frames and ${megabytes} MiB of them. Findings and their counts are of the whole capture; ` +
      `everything else on this page is of the frames shown.`
    );
  }
}

type Handlers = { readonly [Name in FlowEventName]: (event: FlowEvents[Name]) => void };

const repeatMarks: Readonly<Record<RepeatKind, FrameMark>> = {
  timeout: "retransmission",
  fast: "fast retransmission",
  spurious: "spurious retransmission",
  "out-of-order": "out of order",
};

function markOf(segment: TcpObservation): FrameMark | undefined {
  if (segment.isDuplicateAck) return "duplicate acknowledgment";
  switch (segment.continuity) {
    case "repeat":
    case "overlap":
    case "late":
      return segment.sequenceLength === 0 ? undefined : repeatMarks[repeatKindOf(segment)];
    case "gap":
      return segment.sequenceLength === 0 ? undefined : "octets missing before it";
    case "keep-alive":
      return "keep-alive";
    case "first":
    case "in-order":
      return undefined;
  }
}
