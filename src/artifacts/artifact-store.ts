import type { ArtifactRef } from "../contracts/artifact.js";

/**
 * Bytes known by their digest. Storing the same bytes twice is harmless and gives the same reference, so an activity that
 * is retried publishes the same thing.
 */
export interface ArtifactStore {
  /** Stores the bytes unless they are there. Once it resolves they survive a crash. */
  put(bytes: Uint8Array, mediaType: string): Promise<ArtifactRef>;
  /**
   * The bytes of a reference, checked against its digest.
   * @throws WiretaleError `artifact-missing` when they are not there, `artifact-damaged` when they are not those bytes.
   */
  get(ref: Pick<ArtifactRef, "digest">): Promise<Uint8Array>;
  has(digest: string): Promise<boolean>;
}
