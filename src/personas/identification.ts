import type { Persona } from "../contracts/persona.js";
import type { RandomStream } from "./random-stream.js";
import type { PacketShape } from "./packet-shape.js";
import { isSocketlessReset, isSynAck } from "./segment-kind.js";

/** IPv4 identifications of one conversation's packets, per sender and socket as the persona's stack counts. */
export class Identifications {
  readonly #random: RandomStream;
  /** The next count of each sender's socket. */
  readonly #next = new Map<string, number>();

  constructor(random: RandomStream) {
    this.#random = random;
  }

  /** `peerHasSynchronised`: whether the sender of this segment has sent a SYN before (see `isSocketlessReset`). */
  take(persona: Persona, shape: PacketShape, senderHasSynchronised: boolean): number {
    const { segment, datagram } = shape;
    if (segment !== undefined) {
      if (persona.tcp.identification === "zero") return 0;
      if (isSynAck(segment) && persona.tcp.synAckIdentification === "zero") return 0;
      if (isSocketlessReset(segment, senderHasSynchronised)) return 0;
      return this.#count(`tcp ${socketOf(shape, segment.ports)}`);
    }
    switch (persona.udp.identification) {
      case "zero":
        return 0;
      case "random":
        return this.#draw();
      case "per-socket":
        return datagram === undefined ? this.#draw() : this.#count(`udp ${socketOf(shape, datagram.ports)}`);
    }
  }

  #count(socket: string): number {
    const identification = this.#next.get(socket) ?? this.#draw();
    this.#next.set(socket, (identification + 1) & 0xffff);
    return identification;
  }

  #draw(): number {
    return this.#random.uint32() >>> 16;
  }
}

function socketOf(
  { source, destination }: PacketShape,
  ports: { readonly source: number; readonly destination: number },
): string {
  return `${String(source)}:${String(ports.source)} ${String(destination)}:${String(ports.destination)}`;
}
