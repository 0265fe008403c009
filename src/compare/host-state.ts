/** What a host did last, whoever it was for: counters that are one for the whole host show in their steps. */
import { type DecodedFrame, layerOf } from "../wire/decoded-frame.js";
import { sequenceDistance } from "../wire/seqnum.js";
import { tcpFlags } from "../wire/tcp.js";
import type { FrameKind } from "./frame-kind.js";
import { bitsOf, step16 } from "./habits.js";
import type { FrameCells } from "./message-cells.js";

export class HostState {
  #identification: number | undefined;
  #transactionId: number | undefined;
  #echoIdentifier: number | undefined;
  #initialSequenceNumber: number | undefined;
  #timestamp: { readonly value: number; readonly seconds: number } | undefined;
  readonly #ports = new Map<FrameKind["protocol"], number>();
  /** Transaction ids that were asked and not yet seen in an answer; the latest few. */
  readonly #asked = new Set<number>();

  /** The step to this port from the last conversation's of the same protocol. */
  openPort(protocol: FrameKind["protocol"], port: number): number | undefined {
    const last = this.#ports.get(protocol);
    this.#ports.set(protocol, port);
    return last === undefined ? undefined : port - last;
  }

  /** A frame that it sent to `receiver`. */
  observe(frame: DecodedFrame, receiver: HostState, seconds: number): FrameCells {
    return {
      ...this.#identificationCells(frame),
      ...this.#openingCells(frame, seconds),
      ...this.#dnsCells(frame, receiver),
      ...this.#echoCells(frame),
    };
  }

  #identificationCells(frame: DecodedFrame): FrameCells {
    const ip = layerOf(frame, "ipv4")?.header;
    if (ip === undefined) return {};
    const last = this.#identification;
    this.#identification = ip.identification;
    return last === undefined ? {} : { "ip.identification.host-step": step16(last, ip.identification) };
  }

  #openingCells(frame: DecodedFrame, seconds: number): FrameCells {
    const tcp = layerOf(frame, "tcp")?.header;
    if (tcp === undefined || (tcp.flags & tcpFlags.syn) === 0) return {};
    const cells: FrameCells = {};
    const last = this.#initialSequenceNumber;
    this.#initialSequenceNumber = tcp.sequenceNumber;
    if (last !== undefined) cells["tcp.isn.step"] = bitsOf(sequenceDistance(last, tcp.sequenceNumber));
    const option = tcp.options.find(({ kind }) => kind === "timestamp");
    if (option?.kind !== "timestamp") return cells;
    const before = this.#timestamp;
    this.#timestamp = { value: option.value, seconds };
    if (before === undefined) return cells;
    // A clock of the host's own: as many ticks as it may have in that time, at up to 1 kHz and a little more.
    const ticks = sequenceDistance(before.value, option.value);
    const most = (seconds - before.seconds) * 1100 + 2;
    cells["tcp.timestamp.start"] = ticks >= 0 && ticks <= most ? "goes on" : "begins anew";
    return cells;
  }

  #dnsCells(frame: DecodedFrame, receiver: HostState): FrameCells {
    const message = layerOf(frame, "dns")?.message;
    if (message === undefined) return {};
    const { transactionId } = message;
    if (message.qr === 1) {
      return { "dns.identifier.known": receiver.#asked.delete(transactionId) ? "asked" : "not asked" };
    }
    const last = this.#transactionId;
    this.#transactionId = transactionId;
    this.#asked.add(transactionId);
    const [oldest] = this.#asked;
    if (this.#asked.size > mostAsked && oldest !== undefined) this.#asked.delete(oldest);
    return last === undefined ? {} : { "dns.identifier.step": bitsOf(transactionId - last) };
  }

  #echoCells(frame: DecodedFrame): FrameCells {
    const icmp = layerOf(frame, "icmpv4")?.header;
    if (icmp?.body.kind !== "echo") return {};
    const { identifier, sequenceNumber } = icmp.body;
    const last = this.#echoIdentifier;
    this.#echoIdentifier = identifier;
    // Within one run of a ping program it stays.
    if (last === undefined || sequenceNumber > 1) return {};
    return { "icmp.identifier.step": step16(last, identifier) };
  }
}

const mostAsked = 1000;
