import { dnsPort } from "../wire/dns.js";
import type { OutgoingPacket } from "./divide-segment.js";
import type { FilledField } from "./filled-field.js";
import type { LossyPath, NumberedPacket } from "./loss-path.js";
import type { Waits } from "./packet-clock.js";

/** After so long the resolver of glibc asks again, from the same port and with the same id. */
const askAgainMicros = 5_000_000;

interface Query {
  readonly packet: NumberedPacket;
  /** When the capture saw it. */
  readonly micros: number;
  readonly arrived: boolean;
}

interface Postponed {
  readonly query: Query;
  readonly answer: NumberedPacket;
}

/**
 * Questions and answers of DNS over UDP on a path that loses some: the resolver asks again, once, and that is answered. What else is
 * under way goes on meanwhile, until the client sends something that follows from the answer.
 */
export class LossyLookups {
  readonly #path: LossyPath;
  /** By transaction id and ports. */
  readonly #queries = new Map<string, Query>();
  #postponed: Postponed[] = [];

  constructor(path: LossyPath) {
    this.#path = path;
  }

  /** Takes any packet that is no segment; what is none of DNS is not lost. */
  send(packet: NumberedPacket, waits: Waits): void {
    const { shape } = packet.outgoing;
    if (shape.sender === "client") this.finish();
    const message = messageOf(packet.outgoing);
    if (message === undefined) this.#path.emit(packet, waits, true);
    else if (message.isQuery) {
      const arrived = !this.#path.loses();
      this.#queries.set(message.key, { packet, micros: this.#path.emit(packet, waits, arrived), arrived });
    } else this.#answer(packet, waits, this.#queries.get(message.key));
  }

  /** What is still open is asked again, and answered. */
  finish(): void {
    const postponed = this.#postponed;
    this.#postponed = [];
    for (const { query } of postponed) {
      const { index, outgoing } = query.packet;
      const again = { index, outgoing: { ...outgoing, made: [...outgoing.made, askedAgain] } };
      this.#path.emit(again, { sentBeforeMicros: query.micros, timeoutMicros: askAgainMicros }, true);
    }
    for (const { answer } of postponed) this.#path.emit(answer, {}, true);
  }

  #answer(packet: NumberedPacket, waits: Waits, query: Query | undefined): void {
    if (query === undefined) this.#path.emit(packet, waits, true);
    else if (query.arrived && !this.#path.loses()) this.#path.emit(packet, waits, true);
    else this.#postponed.push({ query, answer: packet });
  }
}

const askedAgain: FilledField = { layer: "frame", field: "query asked again", by: "loss" };

function messageOf({
  layers,
  shape,
}: OutgoingPacket): { readonly key: string; readonly isQuery: boolean } | undefined {
  const dns = layers.find((layer) => layer.name === "DNS");
  const ports = shape.datagram?.ports;
  if (dns?.name !== "DNS" || ports === undefined) return undefined;
  const { transactionId = 0, qr = 0 } = dns.fields;
  const isQuery = shape.sender === "client" && qr === 0 && ports.destination === dnsPort;
  const isAnswer = shape.sender === "peer" && qr === 1 && ports.source === dnsPort;
  if (!isQuery && !isAnswer) return undefined;
  return { key: `${transactionId} ${isQuery ? ports.source : ports.destination}`, isQuery };
}
