/**
 * The fill's inverse: reads off a capture what a persona says of its hosts. The delays are those between the same causes and
 * packets as the fill's.
 */
import type { IdentificationPolicy } from "../contracts/persona.js";
import { type DecodedFrame, layerOf } from "../wire/decoded-frame.js";
import type { TcpHeader } from "../wire/tcp.js";
import { Causes, type Reaction } from "./causes.js";
import { messageKindOf, type MessageKind } from "./message-kind.js";
import type { PacketShape } from "./packet-shape.js";
import { isSyn, isSynAck } from "./segment-kind.js";
import { conversationOf, readFrameShape } from "./frame-shape.js";
import { findOption } from "./tcp-options.js";

/** A value of a persona as text, and how often it was seen. */
export type Tally = ReadonlyMap<string, number>;

export interface MeasuredHost {
  readonly ip: string;
  /** By the persona's key: `tcp.synWindow`. */
  readonly values: ReadonlyMap<string, Tally>;
  /** Microseconds from the cause to the packet, as seen by the capture: of hosts but the client with the way there and back. */
  readonly delays: ReadonlyMap<Reaction, readonly number[]>;
}

interface NumberSeen {
  readonly micros: number;
  readonly identification: number;
  readonly socket: string;
  readonly destination: string;
}

interface Host {
  readonly values: Map<string, Map<string, number>>;
  readonly delays: Map<Reaction, number[]>;
  readonly numbers: Map<MessageKind, NumberSeen[]>;
}

/** One side of one TCP connection. */
interface End {
  scale: number | undefined;
  sentAfterOpening: boolean;
  hasSynchronised: boolean;
}

/** Keys of a persona by kind of message. */
const kindKeys: Readonly<
  Partial<Record<MessageKind, { readonly identification: string; readonly flag: string }>>
> = {
  tcp: { identification: "tcp.identification", flag: "tcp.dontFragment" },
  synAck: { identification: "tcp.synAckIdentification", flag: "tcp.dontFragment" },
  udp: { identification: "udp.identification", flag: "udp.dontFragment" },
  echoRequest: {
    identification: "icmp.echoRequest.identification",
    flag: "icmp.echoRequest.dontFragment",
  },
  echoReply: { identification: "icmp.echoReply.identification", flag: "icmp.echoReply.dontFragment" },
};

/** After a longer time the program that asked for the name is another than the one that connects. */
const mostConnectMicros = 5_000;

/** Takes the frames of one capture or, one after the other, of several with the same hosts. */
export class HostMeter {
  readonly #hosts = new Map<string, Host>();
  readonly #conversations = new Map<string, Causes>();
  readonly #ends = new Map<string, End>();
  #captures = 0;
  /** When the client last got an answer of DNS; undefined after any other frame. */
  #resolvedMicros: number | undefined;

  /** `clientIp`: the host whose link the capture is of. */
  constructor(private readonly clientIp: string) {}

  /** Call it between captures: connections of two days are not the same, though their ports may be. */
  nextCapture(): void {
    this.#captures += 1;
    this.#conversations.clear();
    this.#ends.clear();
  }

  /** `micros`: since the epoch. */
  observe(frame: DecodedFrame, micros: number): void {
    const seen = readFrameShape(frame, this.clientIp);
    if (seen === undefined) return;
    const { shape, source } = seen;
    const host = this.#hostOf(source);
    const { socket, key } = conversationOf(seen);
    const opens = shape.segment !== undefined && isSyn(shape.segment);
    const known = opens ? undefined : this.#conversations.get(key);
    const causes = known ?? new Causes(true);
    this.#conversations.set(key, causes);
    const sinceResolved = micros - (this.#resolvedMicros ?? Number.NEGATIVE_INFINITY);
    if (opens && sinceResolved < mostConnectMicros && source === this.clientIp) {
      listIn(host.delays, "connect").push(sinceResolved);
    }
    this.#resolvedMicros = layerOf(frame, "dns")?.message.qr === 1 ? micros : undefined;
    const cause = causes.causeOf(shape);
    // A further request of `ping` waits for its interval, not for the reply.
    if (cause !== undefined && shape.echo !== "request")
      listIn(host.delays, cause.reaction).push(micros - cause.micros);
    causes.note(shape, micros);
    this.#observeHeader(host, frame, shape, micros, socket);
    const tcp = layerOf(frame, "tcp")?.header;
    if (tcp !== undefined) this.#observeSegment(host, shape, tcp, socket);
  }

  finish(): readonly MeasuredHost[] {
    return [...this.#hosts].map(([ip, host]) => {
      for (const [kind, numbers] of host.numbers) {
        const key = kindKeys[kind]?.identification;
        if (key !== undefined) count(host, key, identificationPolicy(kind, numbers));
      }
      return { ip, values: host.values, delays: host.delays };
    });
  }

  #hostOf(ip: string): Host {
    const host = this.#hosts.get(ip) ?? { values: new Map(), delays: new Map(), numbers: new Map() };
    this.#hosts.set(ip, host);
    return host;
  }

  #observeHeader(host: Host, frame: DecodedFrame, shape: PacketShape, micros: number, socket: string): void {
    const ip = layerOf(frame, "ipv4")?.header;
    if (ip === undefined) return;
    const kind = messageKindOf(shape, this.#endOf(socket).hasSynchronised);
    count(host, "ip.ttl", String(ip.ttl));
    const keys = kindKeys[kind];
    if (keys === undefined) return;
    count(host, keys.flag, String((ip.flags & 2) !== 0));
    const destination = `${this.#captures} ${String(shape.destination)}`;
    const numbers = listIn(host.numbers, kind);
    numbers.push({
      micros,
      identification: ip.identification,
      socket: `${this.#captures} ${socket}`,
      destination,
    });
  }

  #observeSegment(host: Host, { segment }: PacketShape, header: TcpHeader, socket: string): void {
    if (segment === undefined) return;
    const end = this.#endOf(socket);
    const opening = isSyn(segment) ? "syn" : isSynAck(segment) ? "synAck" : undefined;
    if (opening !== undefined) {
      end.hasSynchronised = true;
      end.scale = findOption(header.options, "window-scale")?.shift;
      count(host, `tcp.${opening}Window`, String(header.window));
      count(host, `tcp.${opening}Options`, header.options.map(({ kind }) => kind).join(", "));
      count(host, "tcp.mss", String(findOption(header.options, "mss")?.value ?? "none"));
      count(host, "tcp.windowScale", String(end.scale ?? "none"));
      if (opening === "syn") {
        count(host, "ephemeralPorts.parity", header.sourcePort % 2 === 0 ? "even" : "odd");
      }
    } else if (end.hasSynchronised && !end.sentAfterOpening) {
      end.sentAfterOpening = true;
      count(host, "first window as sent", String(header.window));
    } else if (end.hasSynchronised) {
      count(host, "later windows as sent", String(header.window));
    }
  }

  #endOf(socket: string): End {
    const end = this.#ends.get(socket) ?? {
      scale: undefined,
      sentAfterOpening: false,
      hasSynchronised: false,
    };
    this.#ends.set(socket, end);
    return end;
  }
}

/** What no quantile goes above: a busy machine's longest pauses belong to no host's stack. */
const highestShare = 0.98;

/** Quantiles at equal steps, `steps` and one more: from the smallest to the 98th percentile, which stands for the largest. */
export function quantilesOf(values: readonly number[], steps: number): number[] {
  const sorted = [...values].sort((left, right) => left - right);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const share = Math.min(step / steps, highestShare);
    return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  });
}

function identificationPolicy(kind: MessageKind, numbers: readonly NumberSeen[]): IdentificationPolicy {
  if (numbers.every(({ identification }) => identification === 0)) return "zero";
  // A counter that skips goes a step a millisecond at most: more is no counter.
  const goesOn = ([from, to]: readonly [NumberSeen, NumberSeen]) =>
    stepOf([from, to]) >= 1 && stepOf([from, to]) <= 1 + Math.ceil((to.micros - from.micros) / 1000);
  const byDestination = pairsBy(numbers, ({ destination }) => destination);
  if (byDestination.length > 0 && byDestination.every(goesOn)) return "per-destination";
  const bySocket = pairsBy(numbers, ({ socket }) => socket);
  const counts = bySocket.length > 0 && bySocket.every((pair) => stepOf(pair) === 1);
  if (!counts) return "random";
  return kind === "udp" ? "per-socket" : "per-connection";
}

function stepOf([from, to]: readonly [NumberSeen, NumberSeen]): number {
  return (to.identification - from.identification) & 0xffff;
}

/** Neighbours in time among the packets of one group. */
function pairsBy(
  numbers: readonly NumberSeen[],
  groupOf: (seen: NumberSeen) => string,
): (readonly [NumberSeen, NumberSeen])[] {
  const last = new Map<string, NumberSeen>();
  return numbers.flatMap((seen) => {
    const before = last.get(groupOf(seen));
    last.set(groupOf(seen), seen);
    return before === undefined ? [] : [[before, seen] as const];
  });
}

function count(host: Host, key: string, value: string): void {
  const tally = host.values.get(key) ?? new Map<string, number>();
  tally.set(value, (tally.get(value) ?? 0) + 1);
  host.values.set(key, tally);
}

function listIn<Key, Value>(map: Map<Key, Value[]>, key: Key): Value[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
