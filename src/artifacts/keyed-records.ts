/**
 * Small values by a key of any text: answered calls by the digest of what determined them, finished stages by run. Values
 * are JSON; once a write resolves it survives a crash. A record that is no longer what was written counts as absent, and is
 * told of: it costs what it recorded, and nothing else.
 */
export interface KeyedRecords {
  /** The value recorded under the key, or undefined. Its type is the caller's word: the same code wrote it. */
  get<T = unknown>(key: string): Promise<T | undefined>;
  /** Records a value unless the key has one, and gives back the value that is recorded now. */
  putIfAbsent<T>(key: string, value: T): Promise<T>;
  /** Records a value whether or not the key has one. */
  put(key: string, value: unknown): Promise<void>;
}
