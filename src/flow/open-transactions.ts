import type { FlowListener } from "./flow-events.js";
import { type FlowLimits, flowTimeouts } from "./flow-limits.js";

/** The message since which something waits. */
export interface Since {
  readonly frameNumber: number;
  /** Milliseconds of the capture's time. */
  readonly timeMillis: number;
}

export interface TransactionOptions<Entry> {
  /** Called with each entry that has waited as long as anybody does, or for which there was no room. */
  readonly release: (entry: Entry) => void;
  /** Is told when there was no room; left out where forgetting an entry is not worth a word. */
  readonly listener?: FlowListener;
  /** Whether an entry may make room without a word: nothing more is wanted of it. */
  readonly isSettled?: (entry: Entry) => boolean;
}

/** Questions that wait for their answers, by key, oldest first: bounded in number and in the capture's time. */
export class OpenTransactions<Entry> {
  private readonly waiting = new Map<string, { readonly entry: Entry; readonly timeMillis: number }>();
  /** No entry is older than this: most calls of `expire` need not look at any. */
  private noneBeforeMillis = 0;

  constructor(
    private readonly limits: Pick<FlowLimits, "openTransactions">,
    private readonly options: TransactionOptions<Entry>,
  ) {}

  get(key: string): Entry | undefined {
    return this.waiting.get(key)?.entry;
  }

  /** Beyond the limit the oldest entry is released, and the listener told the frame of the one for which there was no room. */
  set(key: string, entry: Entry, { frameNumber, timeMillis }: Since): void {
    if (this.waiting.size === 0) this.noneBeforeMillis = timeMillis;
    this.waiting.set(key, { entry, timeMillis });
    if (this.waiting.size <= this.limits.openTransactions) return;
    const { listener, isSettled } = this.options;
    for (const [oldest, { entry }] of this.waiting) {
      if (isSettled?.(entry) !== true) listener?.limitReached("openTransactions", frameNumber);
      this.release(oldest, entry);
      return;
    }
  }

  delete(key: string): void {
    this.waiting.delete(key);
  }

  /** Releases what has waited too long. Entries are in the order of their insertion, so the first that is young ends it. */
  expire(nowMillis: number): void {
    if (nowMillis - this.noneBeforeMillis <= flowTimeouts.transaction) return;
    for (const [key, { entry, timeMillis }] of this.waiting) {
      this.noneBeforeMillis = timeMillis;
      if (nowMillis - timeMillis <= flowTimeouts.transaction) return;
      this.release(key, entry);
    }
  }

  /** Everything left, oldest first; the table is empty afterwards. */
  drain(): readonly Entry[] {
    const left = Array.from(this.waiting.values(), ({ entry }) => entry);
    this.waiting.clear();
    return left;
  }

  private release(key: string, entry: Entry): void {
    this.waiting.delete(key);
    this.options.release(entry);
  }
}
