import type { FlowListener } from "./flow-events.js";
import { type FlowLimits, flowTimeouts } from "./flow-limits.js";
import type { Since } from "./open-transactions.js";

/**
 * Answers that fit no open question exactly, kept for a while: a question that stays unanswered may turn out to be the one
 * that was meant. Bounded in number and in the capture's time; each is found by several keys.
 */
export interface UnmatchedOptions<Answer> {
  readonly keysOf: (answer: Answer) => readonly string[];
  /** Called with each answer that no question claimed in time, or for which there was no room. */
  readonly release: (answer: Answer) => void;
  /** Is told when there was no room. */
  readonly listener: FlowListener;
}

/** Answers under one key that are looked at, so that masses of them cost no more than a few. */
const candidatesLookedAt = 64;

export class UnmatchedAnswers<Answer extends Since> {
  private readonly waiting = new Set<Answer>();
  /** No answer is older than this: most calls of `expire` need not look at any. */
  private noneBeforeMillis = 0;
  private readonly byKey = new Map<string, Set<Answer>>();

  constructor(
    private readonly limits: Pick<FlowLimits, "openTransactions">,
    private readonly options: UnmatchedOptions<Answer>,
  ) {}

  add(answer: Answer): void {
    if (this.waiting.size === 0) this.noneBeforeMillis = answer.timeMillis;
    this.waiting.add(answer);
    for (const key of this.options.keysOf(answer)) {
      const same = this.byKey.get(key);
      if (same === undefined) this.byKey.set(key, new Set([answer]));
      else same.add(answer);
    }
    if (this.waiting.size <= this.limits.openTransactions) return;
    this.options.listener.limitReached("openTransactions", answer.frameNumber);
    for (const oldest of this.waiting) return this.release(oldest);
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
    if (nowMillis - this.noneBeforeMillis <= flowTimeouts.transaction) return;
    for (const answer of this.waiting) {
      this.noneBeforeMillis = answer.timeMillis;
      if (nowMillis - answer.timeMillis <= flowTimeouts.transaction) return;
      this.release(answer);
    }
  }

  /** Everything left, oldest first; nothing is kept. */
  drain(): readonly Answer[] {
    const left = [...this.waiting];
    this.waiting.clear();
    this.byKey.clear();
    return left;
  }

  private release(answer: Answer): void {
    this.remove(answer);
    this.options.release(answer);
  }

  private remove(answer: Answer): void {
    this.waiting.delete(answer);
    for (const key of this.options.keysOf(answer)) {
      const same = this.byKey.get(key);
      same?.delete(answer);
      if (same?.size === 0) this.byKey.delete(key);
    }
  }
}
