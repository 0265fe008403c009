/** One conversation as far as it was seen: cells that need what came before, and the row of the whole. */
import { type DecodedFrame, layerOf, type TcpLayer } from "../wire/decoded-frame.js";
import { sequenceDistance } from "../wire/seqnum.js";
import { tcpFlags } from "../wire/tcp.js";
import type { Cell, ConversationFieldName } from "./fields.js";
import type { FrameKind } from "./frame-kind.js";
import { parityWord, step16 } from "./habits.js";
import type { FrameCells } from "./message-cells.js";

export type ConversationCells = Partial<Record<ConversationFieldName, Cell>>;

/** What one end of it did. */
interface End {
  frames: number;
  octets: number;
  lastSeconds?: number;
  lastIdentification?: number;
  identificationSteps: number;
  identificationStepsOfOne: number;
  ttl?: number;
  /** TCP: sequence number after the last octet that was sent. */
  next?: number;
  acknowledged?: number;
  unacknowledgedSegments: number;
  window?: number;
  largestWindow: number;
  scale?: number;
  /** The last timestamp, and the first with its time. */
  timestamp?: number;
  firstTimestamp?: { readonly value: number; readonly seconds: number };
  readonly windows: Set<number>;
}

function newEnd(): End {
  const counts = { frames: 0, octets: 0, identificationSteps: 0, identificationStepsOfOne: 0 };
  return { ...counts, unacknowledgedSegments: 0, largestWindow: 0, windows: new Set() };
}

/** Of a long conversation the first so many gaps and identifications tell enough. */
const remembered = 2000;

/** Letters for frames in a conversation's beginning and end. */
const letters: readonly (readonly [RegExp, string])[] = [
  [/SYN-ACK/u, "SA"],
  [/SYN/u, "S"],
  [/FIN/u, "F"],
  [/RST/u, "R"],
  [/TCP ACK/u, "A"],
  [/query|request/u, "Q"],
  [/answer|reply|response/u, "P"],
];

export class ConversationState {
  readonly #ends = { out: newEnd(), in: newEnd() };
  readonly #gaps: number[] = [];
  readonly #turns: number[] = [];
  readonly #kinds: string[] = [];
  readonly #last: string[] = [];
  readonly #identifications = new Set<number>();
  #identified = 0;
  #lastSeconds = 0;
  #lastDirection: "out" | "in" | undefined;
  #firstAnswer: number | undefined;
  #dataSegments = 0;
  #pushed = 0;
  #acknowledgments = 0;
  #largestPayload = 0;

  constructor(
    /** From 0 in the capture. */
    readonly number: number,
    readonly protocol: FrameKind["protocol"],
    /** Address of who began it. */
    readonly initiator: string,
    readonly firstSeconds: number,
    /** Of the conversation before it in the capture, and of the host. */
    readonly start: { readonly gap?: number; readonly port?: number; readonly portStep?: number },
  ) {}

  get frames(): number {
    return this.#ends.out.frames + this.#ends.in.frames;
  }

  /** After a SYN or a closing a new SYN begins another conversation. */
  isRestartedBy(kind: FrameKind): boolean {
    return kind.name.endsWith("TCP SYN") && this.#kinds.some((letter) => !letter.startsWith("S"));
  }

  directionOf({ source, destination }: FrameKind): "out" | "in" {
    if (source === destination) return "out";
    return source === this.initiator ? "out" : "in";
  }

  observe(frame: DecodedFrame, kind: FrameKind, seconds: number): FrameCells {
    const direction = this.directionOf(kind);
    const sender = this.#ends[direction];
    const receiver = this.#ends[direction === "out" ? "in" : "out"];
    const cells: FrameCells = {
      ...this.#times(sender, receiver, seconds),
      ...identificationStep(frame, sender),
    };
    const tcp = layerOf(frame, "tcp");
    if (tcp !== undefined) Object.assign(cells, tcpCells(tcp, sender, receiver, seconds));
    this.#remember(frame, kind, direction, seconds);
    return cells;
  }

  #times(sender: End, receiver: End, seconds: number): FrameCells {
    return {
      ...(this.frames === 0 ? {} : { "time.conversation": seconds - this.#lastSeconds }),
      ...(sender.lastSeconds === undefined ? {} : { "time.sender": seconds - sender.lastSeconds }),
      ...(receiver.lastSeconds === undefined ? {} : { "time.other-side": seconds - receiver.lastSeconds }),
    };
  }

  #remember(frame: DecodedFrame, kind: FrameKind, direction: "out" | "in", seconds: number): void {
    const end = this.#ends[direction];
    const isFirst = this.frames === 0;
    if (!isFirst && this.#gaps.length < remembered) this.#gaps.push(seconds - this.#lastSeconds);
    const isTurn = this.#lastDirection !== undefined && this.#lastDirection !== direction;
    if (isTurn && this.#turns.length < remembered) this.#turns.push(seconds - this.#lastSeconds);
    if (isTurn && direction === "in") this.#firstAnswer ??= seconds - this.firstSeconds;
    this.#lastSeconds = seconds;
    this.#lastDirection = direction;
    end.lastSeconds = seconds;
    end.frames += 1;
    const letter = `${letters.find(([pattern]) => pattern.test(kind.name))?.[1] ?? "D"}${direction === "out" ? ">" : "<"}`;
    if (this.#kinds.length < 8) this.#kinds.push(letter);
    this.#last.push(letter);
    if (this.#last.length > 4) this.#last.shift();
    const transport = layerOf(frame, "tcp") ?? layerOf(frame, "udp") ?? layerOf(frame, "icmpv4");
    const payload = transport?.payloadLength ?? 0;
    end.octets += payload;
    this.#largestPayload = Math.max(this.#largestPayload, payload);
    if (kind.name.endsWith("TCP ACK")) this.#acknowledgments += 1;
    const ip = layerOf(frame, "ipv4")?.header;
    if (ip !== undefined) {
      end.ttl ??= ip.ttl;
      if (this.#identified < remembered) {
        this.#identified += 1;
        this.#identifications.add(ip.identification);
      }
    }
    if (transport?.protocol === "tcp" && payload > 0) {
      this.#dataSegments += 1;
      if ((transport.header.flags & tcpFlags.psh) !== 0) this.#pushed += 1;
    }
  }

  /** The row of the whole conversation. */
  cells(): ConversationCells {
    const { out, in: other } = this.#ends;
    const gaps = [...this.#gaps].sort((one, next) => one - next);
    const turns = [...this.#turns].sort((one, next) => one - next);
    const steps = out.identificationSteps + other.identificationSteps;
    const ones = out.identificationStepsOfOne + other.identificationStepsOfOne;
    return defined({
      "conversation.start": this.start.gap,
      "conversation.duration": this.#lastSeconds - this.firstSeconds,
      "conversation.frames": this.frames,
      "conversation.frames.out": out.frames,
      "conversation.frames.in": other.frames,
      "conversation.octets.out": out.octets,
      "conversation.octets.in": other.octets,
      "conversation.beginning": this.#kinds.join(" "),
      "conversation.end": this.#last.join(" "),
      "conversation.first-answer": this.#firstAnswer,
      "conversation.answer": middleOf(turns),
      "conversation.least-gap": gaps[0],
      "conversation.median-gap": middleOf(gaps),
      "conversation.largest-gap": gaps.at(-1),
      "conversation.acknowledgments": this.#acknowledgments / this.frames,
      "conversation.pushed": this.#dataSegments === 0 ? undefined : this.#pushed / this.#dataSegments,
      "conversation.largest-payload": this.#largestPayload,
      "conversation.windows": out.windows.size === 0 ? undefined : out.windows.size,
      "conversation.window.largest": out.windows.size === 0 ? undefined : out.largestWindow,
      "conversation.identifications":
        this.#identified === 0 ? undefined : this.#identifications.size / this.#identified,
      "conversation.identification.steps": steps === 0 ? undefined : ones / steps,
      "conversation.ttl":
        out.ttl === undefined ? undefined : `${String(out.ttl)} ${String(other.ttl ?? "none")}`,
      "conversation.port.parity": this.start.port === undefined ? undefined : parityWord(this.start.port),
      "conversation.port.step": this.start.portStep,
    });
  }
}

function identificationStep(frame: DecodedFrame, sender: End): FrameCells {
  const ip = layerOf(frame, "ipv4")?.header;
  if (ip === undefined) return {};
  const last = sender.lastIdentification;
  sender.lastIdentification = ip.identification;
  if (last === undefined) return {};
  const step = step16(last, ip.identification);
  sender.identificationSteps += 1;
  if (step === 1) sender.identificationStepsOfOne += 1;
  return { "ip.identification.step": step };
}

function tcpCells(
  { header, payloadLength }: TcpLayer,
  sender: End,
  receiver: End,
  seconds: number,
): FrameCells {
  const has = (flag: keyof typeof tcpFlags): boolean => (header.flags & tcpFlags[flag]) !== 0;
  const shift = has("syn") ? 0 : (sender.scale ?? 0);
  const octets = header.window * 2 ** shift;
  const cells: FrameCells = {
    "tcp.window.octets": octets,
    ...(sender.window === undefined ? {} : { "tcp.window.step": header.window - sender.window }),
    ...(sender.next === undefined
      ? {}
      : { "tcp.sequence": sequenceDistance(sender.next, header.sequenceNumber) }),
    ...acknowledgmentCells(header, has("ack"), sender, receiver),
    ...timestampCells(header, sender, receiver, seconds),
  };
  const consumed = payloadLength + (has("syn") ? 1 : 0) + (has("fin") ? 1 : 0);
  const next = (header.sequenceNumber + consumed) >>> 0;
  if (sender.next === undefined || sequenceDistance(sender.next, next) > 0) sender.next = next;
  if (payloadLength > 0) receiver.unacknowledgedSegments += 1;
  // The window of a SYN is another one (RFC 7323 section 2.2); that of a reset says nothing.
  if (!has("syn") && !has("rst")) {
    sender.window = header.window;
    sender.largestWindow = Math.max(sender.largestWindow, octets);
    if (sender.windows.size < remembered) sender.windows.add(header.window);
  }
  if (has("syn")) sender.scale = header.options.find((option) => option.kind === "window-scale")?.shift ?? 0;
  return cells;
}

function acknowledgmentCells(
  header: TcpLayer["header"],
  hasAck: boolean,
  sender: End,
  receiver: End,
): FrameCells {
  if (!hasAck) return {};
  const last = sender.acknowledged;
  const segments = sender.unacknowledgedSegments;
  sender.acknowledged = header.acknowledgmentNumber;
  sender.unacknowledgedSegments = 0;
  return {
    ...(receiver.next === undefined
      ? {}
      : { "tcp.acknowledgment": sequenceDistance(receiver.next, header.acknowledgmentNumber) }),
    ...(last === undefined
      ? {}
      : {
          "tcp.acknowledged": sequenceDistance(last, header.acknowledgmentNumber),
          "tcp.unacknowledged-segments": segments,
        }),
  };
}

function timestampCells(header: TcpLayer["header"], sender: End, receiver: End, seconds: number): FrameCells {
  const option = header.options.find(({ kind }) => kind === "timestamp");
  if (option?.kind !== "timestamp") return {};
  const last = sender.timestamp;
  const first = (sender.firstTimestamp ??= { value: option.value, seconds });
  const elapsed = (seconds - first.seconds) * 1000;
  sender.timestamp = option.value;
  return {
    "tcp.timestamp.drift": Math.round(sequenceDistance(first.value, option.value) - elapsed),
    ...(last === undefined ? {} : { "tcp.timestamp.step": sequenceDistance(last, option.value) }),
    ...(receiver.timestamp === undefined
      ? {}
      : { "tcp.timestamp.echo": sequenceDistance(option.echoReply, receiver.timestamp) }),
  };
}

function middleOf(sorted: readonly number[]): number | undefined {
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function defined(cells: { readonly [Name in ConversationFieldName]: Cell | undefined }): ConversationCells {
  return Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== undefined));
}
