import type { TcpSide } from "../../flow/tcp-connection.js";
import { addToSequence, isSequenceBefore } from "../../wire/seqnum.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpDataNotAcknowledged: ConversationRule = {
  code: "tcp-data-not-acknowledged",
  level: "conversation",
  severity: { real: "off", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "Data that the other side never acknowledges, though the connection goes on.",
  why: "Unacknowledged data is sent again until the connection is given up.",
  rfc: "RFC 9293 sections 3.4 and 3.8.1",
  example: "the 78 octets of frame 8 are never acknowledged",
  watch() {
    const sent = new WeakMap<TcpSide, Sent[]>();
    return {
      tcpSegment(observation) {
        const { header, own, peer, payloadLength, frame } = observation;
        if (payloadLength > 0) {
          const list = sent.get(own) ?? [];
          if (list.length === 0) sent.set(own, list);
          const end = addToSequence(header.sequenceNumber, payloadLength + (observation.isSyn ? 1 : 0));
          if (list.length < rememberedSegments)
            list.push({ frameNumber: frame.frameNumber, end, payloadLength });
        }
        if (observation.isAck) forgetAcknowledged(sent.get(peer), header.acknowledgmentNumber);
        return noFaults;
      },
      tcpEnd({ client, server, resetFrame }) {
        if (resetFrame !== undefined) return noFaults;
        return [...(sent.get(client) ?? []), ...(sent.get(server) ?? [])]
          .sort((one, other) => one.frameNumber - other.frameNumber)
          .map(({ frameNumber, payloadLength, end }) => ({
            frames: [frameNumber],
            layer: "tcp",
            message: `the ${payloadLength} octets of frame ${frameNumber} are never acknowledged`,
            hint: `acknowledge them: a later segment of the other side must have ack=${end} or more`,
          }));
      },
    };
  },
};

/** A segment with data that is not acknowledged yet. */
interface Sent {
  readonly frameNumber: number;
  /** Sequence number after its data. */
  readonly end: number;
  readonly payloadLength: number;
}

/** Segments of one side that are remembered: more findings of a rule are not listed anyway. */
const rememberedSegments = 1000;

function forgetAcknowledged(sent: Sent[] | undefined, acknowledgmentNumber: number): void {
  if (sent === undefined || sent.length === 0) return;
  const left = sent.filter(({ end }) => isSequenceBefore(acknowledgmentNumber, end));
  sent.splice(0, sent.length, ...left);
}
