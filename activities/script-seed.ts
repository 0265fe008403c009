import { scriptSeedText } from "../src/contracts/names.js";
import type { ActivityDependencies } from "./dependencies.js";

/** What an attempt's script is run with, and what the model is given as its seed. */
export function scriptSeedOf(
  {
    seed,
    expert,
    conversation,
    attempt,
  }: {
    readonly seed: number;
    readonly expert: string;
    readonly conversation: string;
    readonly attempt: number;
  },
  sha256: ActivityDependencies["sha256"],
): number {
  const digest = sha256(new TextEncoder().encode(scriptSeedText(seed, expert, conversation, attempt)));
  // The first four octets as an unsigned number, big-endian.
  return new DataView(digest.buffer, digest.byteOffset, 4).getUint32(0);
}
