import { WiretaleError } from "../contracts/errors.js";
import type { Dissector } from "./dissector.js";
import { tsharkHint } from "./run-tshark.js";
import { createTsharkDissector } from "./tshark.js";
import { createWiregasmDissector } from "./wiregasm.js";

export type DissectorChoice = "auto" | "wiregasm" | "tshark";

/** A dissector that has answered with its version, or why there is none and what to install. */
export type ChosenDissector =
  | { readonly kind: "present"; readonly dissector: Dissector; readonly version: string }
  | { readonly kind: "absent"; readonly reason: string; readonly hint: string };

const wiregasmHint = "npm ci installs @goodtools/wiregasm";

/** `auto`: wiregasm, else the system's tshark. The caller closes what it gets. Candidates are given by tests only. */
export async function chooseDissector(
  choice: DissectorChoice,
  candidates: readonly Dissector[] = [createWiregasmDissector(), createTsharkDissector()],
): Promise<ChosenDissector> {
  const reasons: string[] = [];
  for (const dissector of candidates) {
    if (choice !== "auto" && choice !== dissector.name) continue;
    try {
      return { kind: "present", dissector, version: await versionOf(dissector) };
    } catch (error) {
      if (!(error instanceof WiretaleError)) throw error;
      reasons.push(`${dissector.name}: ${error.message}`);
      await dissector.close();
    }
  }
  const hints = { wiregasm: wiregasmHint, tshark: tsharkHint, auto: `${wiregasmHint}; ${tsharkHint}` };
  return { kind: "absent", reason: reasons.join("; "), hint: hints[choice] };
}

/** One that died or was too slow as it started may have been killed: it is started once more. */
async function versionOf(dissector: Dissector): Promise<string> {
  try {
    return await dissector.version();
  } catch (error) {
    if (!(error instanceof WiretaleError) || !error.retryable) throw error;
    return dissector.version();
  }
}
