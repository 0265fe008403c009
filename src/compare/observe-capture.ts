/**
 * One capture as a table: a row for each frame, a row for each conversation, in classes. Memory is bounded: of a class that is
 * larger than its limit an even sample is kept, and hosts and conversations that were silent longest are forgotten.
 */
import { createRandomStream, type RandomStream } from "../personas/random-stream.js";
import { type DecodedFrame, layerOf } from "../wire/decoded-frame.js";
import { ConversationState } from "./conversation-state.js";
import type { Cells } from "./fields.js";
import { frameKindOf, type FrameKind } from "./frame-kind.js";
import { HostState } from "./host-state.js";
import { messageCells } from "./message-cells.js";
import { Reservoir } from "./reservoir.js";

export interface Row {
  readonly cells: Cells;
  /** Number of the conversation in its capture, from 0. */
  readonly conversation: number;
}

export interface RowClass {
  /** How many there were. */
  readonly seen: number;
  /** Of these, an even sample; all of them where there were few. */
  readonly rows: readonly Row[];
}

export interface CaptureTable {
  readonly frames: number;
  readonly conversations: number;
  /** `TCP SYN →`: `→` from who began the conversation, `←` to them. */
  readonly frameClasses: ReadonlyMap<string, RowClass>;
  /** `TCP`, `DNS`, `ARP`. */
  readonly conversationClasses: ReadonlyMap<string, RowClass>;
}

const mostConversations = 20_000;
const mostHosts = 20_000;

export class CaptureObserver {
  readonly #frameClasses = new Map<string, Reservoir<Row>>();
  readonly #conversationClasses = new Map<string, Reservoir<Row>>();
  readonly #hosts = new Map<string, HostState>();
  readonly #open = new Map<string, ConversationState>();
  readonly #random: RandomStream;
  #startNanos: bigint | undefined;
  #frames = 0;
  #conversations = 0;
  #lastSeconds: number | undefined;
  #lastStart: number | undefined;

  /** `mostRows`: of each class. `seed` decides which rows of larger classes are kept. */
  constructor(
    private readonly mostRows: number,
    seed: number,
  ) {
    this.#random = createRandomStream(seed, "rows");
  }

  observe(frame: DecodedFrame, timeNanos: bigint): void {
    // From the first frame on, since doubles hold no nanoseconds since 1970.
    const seconds = Number(timeNanos - (this.#startNanos ??= timeNanos)) / 1e9;
    const kind = frameKindOf(frame);
    const sender = this.#host(kind.source);
    const conversation = this.#conversationOf(kind, frame, seconds);
    const gap = this.#lastSeconds === undefined ? {} : { "time.gap": seconds - this.#lastSeconds };
    const portStep = conversation.frames === 0 ? conversation.start.portStep : undefined;
    const cells: Cells = {
      ...messageCells(frame, Number(timeNanos / 1_000_000_000n)),
      ...gap,
      "time.resolution": resolutionOf(timeNanos),
      ...(portStep === undefined ? {} : { "port.source.step": portStep }),
      ...sender.observe(frame, this.#host(kind.destination), seconds),
      ...conversation.observe(frame, kind, seconds),
    };
    this.#lastSeconds = seconds;
    this.#frames += 1;
    const arrow = conversation.directionOf(kind) === "out" ? "→" : "←";
    this.#take(this.#frameClasses, `${kind.name} ${arrow}`, { cells, conversation: conversation.number });
  }

  finish(): CaptureTable {
    for (const conversation of this.#open.values()) this.#close(conversation);
    this.#open.clear();
    return {
      frames: this.#frames,
      conversations: this.#conversations,
      frameClasses: classesOf(this.#frameClasses),
      conversationClasses: classesOf(this.#conversationClasses),
    };
  }

  #conversationOf(kind: FrameKind, frame: DecodedFrame, seconds: number): ConversationState {
    const known = this.#open.get(kind.key);
    if (known !== undefined && !known.isRestartedBy(kind)) {
      // Last in the map is who spoke last.
      this.#open.delete(kind.key);
      this.#open.set(kind.key, known);
      return known;
    }
    if (known !== undefined) this.#close(known);
    const initiator = kind.isAnswer ? kind.destination : kind.source;
    const ports = layerOf(frame, "tcp")?.header ?? layerOf(frame, "udp")?.header;
    const port = kind.isAnswer ? ports?.destinationPort : ports?.sourcePort;
    const portStep = port === undefined ? undefined : this.#host(initiator).openPort(kind.protocol, port);
    const begun = new ConversationState(this.#conversations, kind.protocol, initiator, seconds, {
      ...(this.#lastStart === undefined ? {} : { gap: seconds - this.#lastStart }),
      ...(port === undefined ? {} : { port }),
      ...(portStep === undefined ? {} : { portStep }),
    });
    this.#conversations += 1;
    this.#lastStart = seconds;
    this.#open.delete(kind.key);
    this.#open.set(kind.key, begun);
    for (const [key, oldest] of this.#open) {
      if (this.#open.size <= mostConversations) break;
      this.#close(oldest);
      this.#open.delete(key);
    }
    return begun;
  }

  #close(conversation: ConversationState): void {
    const row = { cells: conversation.cells(), conversation: conversation.number };
    this.#take(this.#conversationClasses, conversation.protocol, row);
  }

  #host(address: string): HostState {
    const known = this.#hosts.get(address) ?? new HostState();
    this.#hosts.delete(address);
    this.#hosts.set(address, known);
    const [oldest] = this.#hosts.keys();
    if (this.#hosts.size > mostHosts && oldest !== undefined) this.#hosts.delete(oldest);
    return known;
  }

  #take(classes: Map<string, Reservoir<Row>>, name: string, row: Row): void {
    let reservoir = classes.get(name);
    if (reservoir === undefined) classes.set(name, (reservoir = new Reservoir(this.mostRows, this.#random)));
    reservoir.add(row);
  }
}

function classesOf(reservoirs: ReadonlyMap<string, Reservoir<Row>>): ReadonlyMap<string, RowClass> {
  return new Map([...reservoirs].map(([name, { seen, kept }]) => [name, { seen, rows: kept }]));
}

/** Whole seconds, milliseconds, microseconds or finer. A writer that rounds rounds every time. */
function resolutionOf(timeNanos: bigint): string {
  if (timeNanos % 1000n !== 0n) return "nanoseconds";
  if (timeNanos % 1_000_000n !== 0n) return "microseconds";
  return timeNanos % 1_000_000_000n === 0n ? "seconds" : "milliseconds";
}
