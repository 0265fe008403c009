/** What the artifact store keeps of one attempt, as text. */
import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { Judgement } from "../src/contracts/day.js";
import type { ChatMessage } from "../src/contracts/expert.js";

/** The text, or why it cannot be read, where it has gone: the rest is worth seeing all the same. */
export async function storedText(ref: ArtifactRef, store: ArtifactStore): Promise<string> {
  try {
    return new TextDecoder().decode(await store.get(ref));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Of a stored prompt. */
export function lastMessage(prompt: string): string {
  try {
    // Written by our own worker.
    return (JSON.parse(prompt) as readonly ChatMessage[]).at(-1)?.content ?? "";
  } catch {
    return prompt;
  }
}

/** A stored judgement; an empty one where it has gone. */
export function judgementIn(text: string): Pick<Judgement, "diagnostics" | "findings"> & Partial<Judgement> {
  try {
    return JSON.parse(text) as Judgement;
  } catch {
    return { diagnostics: [], findings: [] };
  }
}
