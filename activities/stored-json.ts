import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import { mediaTypes, type ArtifactRef } from "../src/contracts/artifact.js";

/** What activities of ours stored as JSON comes back as they stored it: the store has checked the digest. */
export async function getJson<T>(store: ArtifactStore, ref: ArtifactRef): Promise<T> {
  return JSON.parse(await getText(store, ref)) as T;
}

export async function putJson(store: ArtifactStore, value: unknown): Promise<ArtifactRef> {
  return putText(store, JSON.stringify(value), mediaTypes.json);
}

export async function getText(store: ArtifactStore, ref: ArtifactRef): Promise<string> {
  return new TextDecoder().decode(await store.get(ref));
}

export async function putText(store: ArtifactStore, text: string, mediaType: string): Promise<ArtifactRef> {
  return store.put(new TextEncoder().encode(text), mediaType);
}
