/**
 * Why a segment carries octets that its sender has passed already, as far as one can tell from where the capture was taken.
 * `spurious`: the other side has acknowledged all of it. `fast`: duplicate acknowledgments asked for it (RFC 5681 section
 * 3.2). `out-of-order`: it was missing for a moment only, so it was overtaken on the way. `timeout`: none of these.
 */
import { addToSequence, isSequenceBefore } from "../wire/seqnum.js";
import type { TcpObservation } from "./tcp-connection.js";

export type RepeatKind = "spurious" | "fast" | "out-of-order" | "timeout";

/** Three ask for a retransmission; where acknowledgments are selective, fewer may (RFC 6675), and the capture may miss one. */
const enoughDuplicates = 2;

/** Packets overtake each other by less; no retransmission timer is as short. */
const overtakenMillis = 3;

/** Of a segment that is `repeat`, `overlap` or `late`. */
export function repeatKindOf({
  header,
  sequenceLength,
  own,
  peer,
  continuity,
  timeMillis,
}: TcpObservation): RepeatKind {
  const end = addToSequence(header.sequenceNumber, sequenceLength);
  if (peer.acknowledged !== undefined) {
    if (!isSequenceBefore(peer.acknowledged, end)) return "spurious";
    if (peer.duplicateAcks >= enoughDuplicates && peer.acknowledged === header.sequenceNumber) return "fast";
  }
  return continuity === "late" && timeMillis - own.gapMillis <= overtakenMillis ? "out-of-order" : "timeout";
}
