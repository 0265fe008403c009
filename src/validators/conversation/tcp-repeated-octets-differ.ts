import type { TcpObservation, TcpSide } from "../../flow/tcp-connection.js";
import { senderOf } from "../describe-tcp.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpRepeatedOctetsDiffer: ConversationRule = {
  code: "tcp-repeated-octets-differ",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "A retransmission of the same length that carries other octets than the segment before.",
  why: "What a sequence number stands for never changes: two receivers would read two texts, which is how inspection is deceived. Or a link damages packets.",
  rfc: "RFC 9293 section 3.4; RFC 1858",
  example: "the server 203.0.113.80:80 sends other octets under sequence number 5001 than in frame 6",
  watch() {
    const sent = new WeakMap<TcpSide, SentSegments>();
    return {
      tcpSegment(observation) {
        const { own, header, payloadLength, continuity, frame, tcp } = observation;
        // A keep-alive may carry any octet (RFC 9293 section 3.8.4), and a cut frame cannot be compared.
        if (payloadLength === 0 || continuity === "keep-alive" || tcp.payloadLength < payloadLength)
          return noFaults;
        // What was damaged on the way is dropped, and is not what was sent: its checksum says so.
        if (tcp.checksumStatus === "bad") return noFaults;
        let segments = sent.get(own);
        if (segments === undefined) sent.set(own, (segments = new SentSegments()));
        const { sequenceNumber } = header;
        const digest = digestOf(observation);
        const isNew = continuity === "in-order" || continuity === "first" || continuity === "gap";
        const known = isNew ? undefined : segments.find(sequenceNumber, payloadLength);
        if (known === undefined) segments.add(sequenceNumber, payloadLength, digest, frame.frameNumber);
        if (known === undefined || known.digest === digest) return noFaults;
        return [
          {
            frames: frameNumbers(known, frame),
            layer: "tcp",
            message: `${senderOf(observation)} sends other octets under sequence number ${sequenceNumber} than in frame ${known.frameNumber}`,
            hint: "repeat the payload with the sequence number, or count the numbers on",
          },
        ];
      },
    };
  },
};

/** Segments of one side that are remembered, and the numbers kept of each. */
const remembered = 32;
const numbersEach = 4;

/** The last segments of one side, in a ring: sequence number, octets, digest and frame of each. */
class SentSegments {
  /** Grows to its length: most connections send few segments. */
  private readonly numbers: number[] = [];
  private count = 0;

  add(sequenceNumber: number, length: number, digest: number, frameNumber: number): void {
    const at = (this.count % remembered) * numbersEach;
    this.numbers[at] = sequenceNumber;
    this.numbers[at + 1] = length;
    this.numbers[at + 2] = digest;
    this.numbers[at + 3] = frameNumber;
    this.count += 1;
  }

  find(
    sequenceNumber: number,
    length: number,
  ): { readonly digest: number; readonly frameNumber: number } | undefined {
    const end = Math.min(this.count, remembered) * numbersEach;
    for (let at = 0; at < end; at += numbersEach) {
      if (this.numbers[at] !== sequenceNumber || this.numbers[at + 1] !== length) continue;
      return { digest: this.numbers[at + 2] ?? 0, frameNumber: this.numbers[at + 3] ?? 0 };
    }
    return undefined;
  }
}

/** Octets of a long segment that are compared, evenly spread. */
const octetsCompared = 64;

/** FNV-1a. */
function digestOf({ frame, tcp, payloadLength }: TcpObservation): number {
  const { bytes } = frame.decoded;
  const step = Math.max(1, Math.floor(payloadLength / octetsCompared));
  let hash = 0x811c9dc5;
  for (let at = 0; at < payloadLength; at += step)
    hash = Math.imul(hash ^ (bytes[tcp.payloadOffset + at] ?? 0), 0x01000193);
  return hash >>> 0;
}
