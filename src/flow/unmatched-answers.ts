/**
 * Answers that fit no open question exactly, kept for a while: a question that stays unanswered may turn out to be the one
 * that was meant. Bounded in number and in the capture's time; each is found by several keys.
 */
export interface Unmatched {
  readonly frameNumber: number;
  /** Milliseconds of the capture's time. */
  readonly timeMillis: number;
}

/** Answers under one key that are looked at, so that masses of them cost no more than a few. */
const candidatesLookedAt = 64;

export class UnmatchedAnswers<Answer extends Unmatched> {
  private readonly waiting = new Set<Answer>();
  /** No answer is older than this: most calls of `expire` need not look at any. */
  private noneBeforeMillis = 0;
  private readonly byKey = new Map<string, Set<Answer>>();

  /** `release` is called with each answer that no question claimed in time, or for which there was no room; `isFull` says which. */
  constructor(
    private readonly limit: number,
    private readonly timeoutMillis: number,
    private readonly keysOf: (answer: Answer) => readonly string[],
    private readonly release: (answer: Answer, isFull: boolean) => void,
  ) {}

  add(answer: Answer): void {
    if (this.waiting.size === 0) this.noneBeforeMillis = answer.timeMillis;
    this.waiting.add(answer);
    for (const key of this.keysOf(answer)) {
      const same = this.byKey.get(key);
      if (same === undefined) this.byKey.set(key, new Set([answer]));
      else same.add(answer);
    }
    if (this.waiting.size > this.limit) this.releaseOldest(true);
  }

  /** Takes the earliest answer under one of the keys that came at or after the frame. */
  take(keys: readonly string[], fromFrame: number): Answer | undefined {
    let earliest: Answer | undefined;
    for (const key of keys) {
      let lookedAt = 0;
      for (const answer of this.byKey.get(key) ?? []) {
        if ((lookedAt += 1) > candidatesLookedAt) break;
        if (answer.frameNumber < fromFrame) continue;
        if (earliest === undefined || answer.frameNumber < earliest.frameNumber) earliest = answer;
        break;
      }
    }
    if (earliest !== undefined) this.remove(earliest);
    return earliest;
  }

  expire(nowMillis: number): void {
    if (nowMillis - this.noneBeforeMillis <= this.timeoutMillis) return;
    for (const answer of this.waiting) {
      this.noneBeforeMillis = answer.timeMillis;
      if (nowMillis - answer.timeMillis <= this.timeoutMillis) return;
      this.releaseOldest(false);
    }
  }

  /** Everything left, oldest first; nothing is kept. */
  drain(): readonly Answer[] {
    const left = [...this.waiting];
    this.waiting.clear();
    this.byKey.clear();
    return left;
  }

  private releaseOldest(isFull: boolean): void {
    for (const answer of this.waiting) {
      this.remove(answer);
      this.release(answer, isFull);
      return;
    }
  }

  private remove(answer: Answer): void {
    this.waiting.delete(answer);
    for (const key of this.keysOf(answer)) {
      const same = this.byKey.get(key);
      same?.delete(answer);
      if (same?.size === 0) this.byKey.delete(key);
    }
  }
}
