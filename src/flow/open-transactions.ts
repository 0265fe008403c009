/** Questions that wait for their answers, by key, oldest first: bounded in number and in the capture's time. */
export interface Waiting {
  /** Milliseconds of the capture's time. */
  readonly timeMillis: number;
}

export class OpenTransactions<Entry extends Waiting> {
  private readonly entries = new Map<string, Entry>();
  /** No entry is older than this: most calls of `expire` need not look at any. */
  private noneBeforeMillis = 0;

  /** `release` is called with each entry that nothing answered in time, or for which there was no room; `isFull` says which. */
  constructor(
    private readonly limit: number,
    private readonly timeoutMillis: number,
    private readonly release: (entry: Entry, isFull: boolean) => void,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): Entry | undefined {
    return this.entries.get(key);
  }

  set(key: string, entry: Entry): void {
    if (this.entries.size === 0) this.noneBeforeMillis = entry.timeMillis;
    this.entries.set(key, entry);
    if (this.entries.size > this.limit) this.releaseOldest(true);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** Releases what has waited too long. Entries are in the order of their insertion, so the first that is young ends it. */
  expire(nowMillis: number): void {
    if (nowMillis - this.noneBeforeMillis <= this.timeoutMillis) return;
    for (const entry of this.entries.values()) {
      this.noneBeforeMillis = entry.timeMillis;
      if (nowMillis - entry.timeMillis <= this.timeoutMillis) return;
      this.releaseOldest(false);
    }
  }

  /** Everything left, oldest first; the table is empty afterwards. */
  drain(): readonly Entry[] {
    const left = [...this.entries.values()];
    this.entries.clear();
    return left;
  }

  /** Releases the entry that has waited longest, if there is one. */
  releaseOldest(isFull: boolean): void {
    for (const [key, entry] of this.entries) {
      this.entries.delete(key);
      this.release(entry, isFull);
      return;
    }
  }
}
