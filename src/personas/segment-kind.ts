import { tcpFlags } from "../wire/tcp.js";
import type { SegmentShape } from "./packet-shape.js";

export function hasFlag(segment: SegmentShape, flag: keyof typeof tcpFlags): boolean {
  return (segment.flags & tcpFlags[flag]) !== 0;
}

/** Opens a connection. */
export function isSyn(segment: SegmentShape): boolean {
  return hasFlag(segment, "syn") && !hasFlag(segment, "ack");
}

export function isSynAck(segment: SegmentShape): boolean {
  return hasFlag(segment, "syn") && hasFlag(segment, "ack");
}

/** Acknowledges and does nothing else: sent by the stack, not by a program. */
export function isPureAck(segment: SegmentShape): boolean {
  const control = tcpFlags.syn | tcpFlags.fin | tcpFlags.rst;
  return hasFlag(segment, "ack") && (segment.flags & control) === 0 && segment.payloadLength === 0;
}

/** A reset by a host that never had this connection, as of a closed port: it has no state to take values from. */
export function isSocketlessReset(segment: SegmentShape, senderHasSynchronised: boolean): boolean {
  return hasFlag(segment, "rst") && !senderHasSynchronised;
}

/** What a segment takes of the sequence space (RFC 9293 section 3.4). */
export function sequenceLength(segment: SegmentShape): number {
  return segment.payloadLength + (hasFlag(segment, "syn") ? 1 : 0) + (hasFlag(segment, "fin") ? 1 : 0);
}
