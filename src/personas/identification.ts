import type { SeenIdentification } from "../contracts/framing.js";
import type { Persona } from "../contracts/persona.js";
import { clockTicks, type HostSecrets } from "./host-secrets.js";
import { messagePolicy, type MessageKind } from "./message-kind.js";
import type { PacketShape, Ports } from "./packet-shape.js";
import type { RandomStream } from "./random-stream.js";

/** Steps a second that a shared counter without skips is taken to go between conversations. */
const stepsPerSecond = 16;

interface Counter {
  next: number;
  lastMicros: number;
}

/** A packet that gets a number. */
export interface NumberedPacket {
  readonly persona: Persona;
  readonly secrets: HostSecrets;
  readonly shape: PacketShape;
  readonly kind: MessageKind;
  /** When it is sent: microseconds since the epoch. */
  readonly sentMicros: number;
}

/**
 * IPv4 identifications of one conversation's packets, per sender and as the persona's stack counts. A counter that the host
 * shares among conversations goes on from where one before it left it; where none has shown it, it starts from the time: a random start
 * of the host's, moved on at the rate at which such counters go.
 */
export class Identifications {
  readonly #random: RandomStream;
  readonly #counters = new Map<string, Counter>();

  /** `seen`: where counters stand that other conversations have shown, by `counterKey`. */
  constructor(random: RandomStream, seen: Readonly<Record<string, SeenIdentification>> = {}) {
    this.#random = random;
    for (const [key, { last, micros }] of Object.entries(seen)) {
      this.#counters.set(key, { next: (last + 1) & 0xffff, lastMicros: micros });
    }
  }

  take(packet: NumberedPacket): number {
    const policy = messagePolicy(packet.persona, packet.kind).identification;
    switch (policy) {
      case "zero":
        return 0;
      case "random":
        return this.#draw();
      case "per-connection":
      case "per-socket":
        return this.#countBySocket(packet);
      case "per-destination":
        return this.#countShared(packet, counterKey(packet.shape, packet.kind));
      case "per-host":
        return this.#countShared(packet, `host ${packet.shape.sender}`);
    }
  }

  /** Only UDP and TCP have ports; what has none is numbered at random. */
  #countBySocket({ shape, sentMicros }: NumberedPacket): number {
    const ports = shape.segment?.ports ?? shape.datagram?.ports;
    if (ports === undefined) return this.#draw();
    const key = `${shape.segment === undefined ? "udp" : "tcp"} ${socketOf(shape, ports)}`;
    return this.#count(key, sentMicros, 0, () => this.#draw());
  }

  #countShared({ persona, secrets, sentMicros }: NumberedPacket, key: string): number {
    const skipHz = persona.ip.identificationSkipHz ?? 0;
    const ticks = clockTicks(sentMicros, skipHz === 0 ? stepsPerSecond : skipHz);
    // Skips are half the ticks on average.
    const start = () => secrets.keyed("identification", key) + (skipHz === 0 ? ticks : Math.floor(ticks / 2));
    return this.#count(key, sentMicros, skipHz, start);
  }

  #count(key: string, sentMicros: number, skipHz: number, start: () => number): number {
    const counter = this.#counters.get(key) ?? { next: start() % 0x1_0000, lastMicros: sentMicros };
    const ticks = skipHz === 0 ? 0 : clockTicks(sentMicros, skipHz) - clockTicks(counter.lastMicros, skipHz);
    const skipped = ticks <= 0 ? 0 : Math.floor(this.#random.unit() * (ticks + 1));
    const identification = (counter.next + skipped) & 0xffff;
    this.#counters.set(key, { next: (identification + 1) & 0xffff, lastMicros: sentMicros });
    return identification;
  }

  #draw(): number {
    return this.#random.uint32() >>> 16;
  }
}

/** What a counter `per-destination` is of: `udp 192.168.1.1 192.168.1.23`. */
export function counterKey(shape: PacketShape, kind: MessageKind): string {
  const protocol = shape.segment !== undefined ? "tcp" : shape.datagram !== undefined ? "udp" : kind;
  return `${protocol} ${String(shape.source)} ${String(shape.destination)}`;
}

function socketOf({ source, destination }: PacketShape, ports: Ports): string {
  return `${String(source)}:${String(ports.source)} ${String(destination)}:${String(ports.destination)}`;
}
