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
    const sent = new WeakMap<TcpSide, Sent>();
    return {
      tcpSegment(observation) {
        const { own, header, payloadLength, continuity, frame, tcp } = observation;
        // A keep-alive may carry any octet (RFC 9293 section 3.8.4), and a cut frame cannot be compared.
        if (payloadLength === 0 || continuity === "keep-alive" || tcp.payloadLength < payloadLength)
          return noFaults;
        // A segment damaged on the way is dropped: its checksum says so.
        if (tcp.checksumStatus === "bad" && continuity !== "in-order") return noFaults;
        const digest = digestOf(observation);
        const before = sent.get(own) ?? new Sent();
        const known = before.digests.get(header.sequenceNumber);
        if (known === undefined || known.length !== payloadLength || known.isBad) {
          const isBad = tcp.checksumStatus === "bad";
          before.add(header.sequenceNumber, {
            length: payloadLength,
            digest,
            frameNumber: frame.frameNumber,
            isBad,
          });
          sent.set(own, before);
          return noFaults;
        }
        if (known.digest === digest) return noFaults;
        return [
          {
            frames: frameNumbers(known, frame),
            layer: "tcp",
            message: `${senderOf(observation)} sends other octets under sequence number ${header.sequenceNumber} than in frame ${known.frameNumber}`,
            hint: "repeat the payload with the sequence number, or count the numbers on",
          },
        ];
      },
    };
  },
};

interface SentSegment {
  readonly length: number;
  readonly digest: number;
  readonly frameNumber: number;
  readonly isBad: boolean;
}

/** The last segments of one side. */
class Sent {
  readonly digests = new Map<number, SentSegment>();

  add(sequenceNumber: number, segment: SentSegment): void {
    this.digests.delete(sequenceNumber);
    this.digests.set(sequenceNumber, segment);
    if (this.digests.size <= segmentsRemembered) return;
    for (const oldest of this.digests.keys()) {
      this.digests.delete(oldest);
      return;
    }
  }
}

const segmentsRemembered = 32;

/** Octets of a long segment that are compared, evenly spread. */
const octetsCompared = 128;

/** FNV-1a. */
function digestOf({ frame, tcp, payloadLength }: TcpObservation): number {
  const { bytes } = frame.decoded;
  const step = Math.max(1, Math.floor(payloadLength / octetsCompared));
  let hash = 0x811c9dc5;
  for (let at = 0; at < payloadLength; at += step)
    hash = Math.imul(hash ^ (bytes[tcp.payloadOffset + at] ?? 0), 0x01000193);
  return hash >>> 0;
}
