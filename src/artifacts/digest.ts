import { createHash } from "node:crypto";
import { WiretaleError } from "../contracts/errors.js";

/** `sha256:` and 64 lower-case hex digits. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/**
 * The hex digits of a digest, safe as a file name: nothing else gets past here.
 * @throws WiretaleError `artifact-digest`
 */
export function hexOfDigest(digest: string): string {
  const match = /^sha256:([0-9a-f]{64})$/.exec(digest);
  if (match?.[1] === undefined) {
    throw new WiretaleError(
      "artifact-digest",
      `not an artifact's digest: ${JSON.stringify(digest.slice(0, 80))}`,
    );
  }
  return match[1];
}

/** What a store throws for bytes that nobody stored, or that were removed. */
export function missingArtifact(digest: string, place: string): WiretaleError {
  return new WiretaleError("artifact-missing", `artifact ${digest} is not in ${place}`, {
    hint: "the store was cleaned, or this machine does not share the store of the one that made it",
    details: { digest },
  });
}

/** Checks that the bytes are those of the digest. */
export function checkDigest(digest: string, bytes: Uint8Array, place: string): Uint8Array {
  const found = digestOf(bytes);
  if (found === digest) return bytes;
  throw new WiretaleError(
    "artifact-damaged",
    `artifact ${digest} in ${place} is damaged: its bytes are ${found}`,
    {
      hint: "remove the file; running again makes it anew",
      details: { digest, found },
    },
  );
}
