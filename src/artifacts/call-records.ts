/**
 * Answered calls by the digest of what determined them, so that a call whose answer was paid for is not made again.
 * Values are JSON; once a write resolves it survives a crash.
 */
export interface CallRecords {
  /**
   * The value recorded under the key, or undefined. Its type is the caller's word: the same code wrote it.
   * @throws WiretaleError `record-damaged` when the file is not what was written
   */
  get<T = unknown>(key: string): Promise<T | undefined>;
  /** Records a value unless the key has one, and gives back the value that is recorded now. */
  putIfAbsent<T>(key: string, value: T): Promise<T>;
  /** Records a value whether or not the key has one: `--cache refresh`. */
  put(key: string, value: unknown): Promise<void>;
}
