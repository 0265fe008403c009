import type { Persona } from "../contracts/persona.js";
import { addToSequence, laterSequence } from "../wire/seqnum.js";
import type { TcpFields } from "../wire/tcp.js";
import type { TcpOption } from "../wire/tcp-options.js";
import type { FilledBy, Proposal } from "./filled-field.js";
import { otherSide, type SegmentShape, type Side } from "./packet-shape.js";
import type { RandomStream } from "./random-stream.js";
import { hasFlag, isSocketlessReset, isSyn, isSynAck, sequenceLength } from "./segment-kind.js";
import { answerableKinds, findOption, optionsOfKinds } from "./tcp-options.js";

/** What one end of a connection has sent. Sequence numbers are undefined until it sent something. */
interface End {
  readonly initialSequenceNumber: number;
  /** Added to the ticks of its clock. */
  readonly timestampOffset: number;
  /** The sequence number after all it sent. */
  nextSequence?: number;
  hasSynchronised: boolean;
  /** The options of its SYN or SYN-ACK, as they went out. */
  synOptions?: readonly TcpOption[];
  lastTimestamp?: number;
}

/** A segment about to be filled. */
export interface Segment {
  readonly sender: Side;
  readonly shape: SegmentShape;
  /** What the script set. */
  readonly fields: TcpFields;
  readonly persona: Persona;
  /** When the sender sends it: microseconds since the epoch. */
  readonly sentMicros: number;
}

/**
 * One TCP connection as its two stacks keep it. `propose` says what a segment's unset fields should be and changes nothing;
 * `observe` takes the segment as it goes out, a script's own values included, so that whatever follows agrees with the wire.
 */
export class TcpConnection {
  readonly #ends: Readonly<Record<Side, End>>;
  #clockStartMicros: number | undefined;

  constructor(random: RandomStream) {
    const end = (): End => ({
      initialSequenceNumber: random.uint32(),
      timestampOffset: random.uint32(),
      hasSynchronised: false,
    });
    this.#ends = { client: end(), peer: end() };
  }

  hasSynchronised(side: Side): boolean {
    return this.#ends[side].hasSynchronised;
  }

  propose(segment: Segment): Proposal<TcpFields> {
    const { sender, shape, persona } = segment;
    const own = this.#ends[sender];
    const peer = this.#ends[otherSide(sender)];
    const by: FilledBy = `persona ${persona.name}`;
    const acknowledgment = hasFlag(shape, "ack") ? peer.nextSequence : undefined;
    const acknowledged: Proposal<TcpFields> =
      acknowledgment === undefined ? {} : { acknowledgmentNumber: [acknowledgment, "connection"] };
    if (isSocketlessReset(shape, own.hasSynchronised)) {
      // RFC 9293 section 3.10.7.1: sequence number 0, and acknowledges the SYN it refuses. No window, no options.
      return { sequenceNumber: [0, "connection"], ...acknowledged, window: [0, by] };
    }
    const options = this.#options(segment);
    return {
      sequenceNumber: [own.nextSequence ?? own.initialSequenceNumber, "connection"],
      ...acknowledged,
      window: [this.#window(segment), by],
      ...(options.length === 0 ? {} : { options: [options, by] }),
    };
  }

  /** `fields` as they go out. */
  observe({ sender, shape, fields, sentMicros }: Omit<Segment, "persona">): void {
    const own = this.#ends[sender];
    this.#clockStartMicros ??= sentMicros;
    if (isSocketlessReset(shape, own.hasSynchronised)) return;
    const end = addToSequence(fields.sequenceNumber ?? 0, sequenceLength(shape));
    // A repeated segment moves nothing back.
    own.nextSequence = own.nextSequence === undefined ? end : laterSequence(own.nextSequence, end);
    if (hasFlag(shape, "syn")) {
      own.hasSynchronised = true;
      own.synOptions = fields.options ?? [];
    }
    const timestamp = findOption(fields.options, "timestamp")?.value;
    if (timestamp !== undefined) own.lastTimestamp = timestamp;
  }

  /** Options of a SYN by the persona, of a SYN-ACK by what the SYN offered, of the rest by what both SYNs carried. */
  #options(segment: Segment): TcpOption[] {
    const { shape, persona, sender } = segment;
    const values = {
      mss: persona.tcp.mss,
      windowScale: persona.tcp.windowScale,
      timestamp: {
        value: this.#timestamp(segment),
        echoReply: hasFlag(shape, "ack") ? (this.#ends[otherSide(sender)].lastTimestamp ?? 0) : 0,
      },
    };
    if (isSyn(shape)) return optionsOfKinds(persona.tcp.synOptions, values);
    if (isSynAck(shape)) {
      const offer = this.#ends[otherSide(sender)].synOptions;
      const kinds = persona.tcp.synAckOptions;
      const offered = offer === undefined ? undefined : new Set(offer.map(({ kind }) => kind));
      return optionsOfKinds(offered === undefined ? kinds : answerableKinds(kinds, offered), values);
    }
    return this.#areAgreed("timestamp") ? optionsOfKinds(["nop", "nop", "timestamp"], values) : [];
  }

  #areAgreed(kind: "timestamp" | "window-scale"): boolean {
    const { client, peer } = this.#ends;
    return (
      findOption(client.synOptions, kind) !== undefined && findOption(peer.synOptions, kind) !== undefined
    );
  }

  /** RFC 7323 section 2.2: a SYN's window is never scaled, the rest by the sender's own shift where both offered one. */
  #window({ shape, persona, sender }: Segment): number {
    if (isSyn(shape)) return persona.tcp.synWindow;
    if (isSynAck(shape)) return persona.tcp.synAckWindow;
    const shift = this.#areAgreed("window-scale")
      ? (findOption(this.#ends[sender].synOptions, "window-scale")?.shift ?? 0)
      : 0;
    return Math.min(0xffff, Math.floor(persona.tcp.receiveWindow / 2 ** Math.min(shift, 14)));
  }

  /** Ticks since the connection's first segment, from a start of the sender's own; on from the script's where it set one. */
  #timestamp({ sender, persona, sentMicros }: Segment): number {
    const elapsedMicros = sentMicros - (this.#clockStartMicros ?? sentMicros);
    const ticks = Math.floor((elapsedMicros * persona.tcp.timestampHz) / 1_000_000);
    const own = this.#ends[sender];
    const value = addToSequence(own.timestampOffset, ticks);
    return own.lastTimestamp === undefined ? value : laterSequence(own.lastTimestamp, value);
  }
}
