import { addToSequence, isSequenceBefore, sequenceDistance } from "../wire/seqnum.js";

interface Stretch {
  start: number;
  /** Sequence number after its last octet. */
  end: number;
}

/** Stretches of a stream that later segments skipped, oldest first; the oldest is forgotten beyond the limit. */
export class MissingStretches {
  private readonly stretches: Stretch[] = [];
  /** Some were forgotten. */
  isIncomplete = false;

  constructor(private readonly limit: number) {}

  /** How many there are. */
  get count(): number {
    return this.stretches.length;
  }

  /** Where the first one begins; undefined where nothing is missing. */
  get first(): number | undefined {
    return this.stretches[0]?.start;
  }

  /** Octets from `start` up to before `end` are missing. */
  add(start: number, end: number): void {
    this.stretches.push({ start, end });
    if (this.stretches.length <= this.limit) return;
    this.stretches.shift();
    this.isIncomplete = true;
  }

  /** Whether some octet of the range is missing. */
  includes(start: number, length: number): boolean {
    const end = addToSequence(start, length);
    return this.stretches.some((one) => isSequenceBefore(start, one.end) && isSequenceBefore(one.start, end));
  }

  /** The octets from `start` up to before `end` have come. */
  remove(start: number, end: number): void {
    for (let index = this.stretches.length - 1; index >= 0; index -= 1) {
      const one = this.stretches[index];
      if (one === undefined || !isSequenceBefore(start, one.end) || !isSequenceBefore(one.start, end))
        continue;
      const left = sequenceDistance(one.start, start) > 0;
      const right = sequenceDistance(end, one.end) > 0;
      if (left && right)
        this.stretches.splice(index, 1, { start: one.start, end: start }, { start: end, end: one.end });
      else if (left) one.end = start;
      else if (right) one.start = end;
      else this.stretches.splice(index, 1);
    }
  }
}
