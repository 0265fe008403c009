import { WiretaleError } from "../src/contracts/errors.js";
import type { Finding } from "../src/contracts/finding.js";
import type { WiresharkWord } from "../src/report/check-report.js";
import {
  chooseDissector,
  type ChosenDissector,
  type DissectorChoice,
} from "../src/wireshark/choose-dissector.js";
import type { Dissection, Dissector } from "../src/wireshark/dissector.js";
import { expertInfoToFindings } from "../src/wireshark/expert-info.js";

/** `require`: any of them, but one there must be; naming one requires it too. */
export type WiresharkChoice = DissectorChoice | "require" | false;

/** What Wireshark says of one capture, or why it says nothing. */
export interface WiresharkAnswer {
  readonly word: WiresharkWord;
  readonly findings: readonly Finding[];
  /** Whether somebody should be told: it was to be asked and did not answer. */
  readonly failed: boolean;
}

/** Wireshark as a check asks it: it never stands in the way of our own rules. */
export interface WiresharkJudge {
  /** @param capture undefined where it is too large to be asked about. Throws only when the signal is aborted. */
  ask(capture: Uint8Array | undefined, signal: AbortSignal): Promise<WiresharkAnswer>;
  close(): Promise<void>;
}

/** Octets of the largest capture that Wireshark is asked about: it holds all of it, and all that it knows of its frames. */
export const largestForWireshark = 32 * 1024 * 1024;

/** Milliseconds for one capture, by its octets: a start and two dissections of each frame. */
export function wiresharkLimitMs(octets: number): number {
  return 8_000 + Math.ceil(octets / 1024 ** 2) * 1_000;
}

/**
 * @param choose stands in for `chooseDissector` in tests
 * @throws WiretaleError `wireshark-missing` where one is required and there is none
 */
export async function openWiresharkJudge(
  choice: WiresharkChoice,
  choose: typeof chooseDissector = chooseDissector,
): Promise<WiresharkJudge> {
  if (choice === false) return silent("--no-wireshark was given", false);
  const chosen = choose(choice === "require" ? "auto" : choice);
  if (choice !== "auto") {
    const required = await chosen;
    if (required.kind === "absent") {
      throw new WiretaleError("wireshark-missing", `no Wireshark to ask: ${required.reason}`, {
        hint: `${required.hint}; --no-wireshark checks without it`,
      });
    }
  }
  // Starting it takes a second, in which captures can be read.
  chosen.catch(() => undefined);
  return asking(chosen);
}

function silent(reason: string, failed: boolean): WiresharkJudge {
  return {
    ask: () => Promise.resolve(notAsked(reason, failed)),
    close: () => Promise.resolve(),
  };
}

function asking(chosen: Promise<ChosenDissector>): WiresharkJudge {
  return {
    async ask(capture, signal) {
      const found = await chosen;
      if (found.kind === "absent") return notAsked(`${found.reason} (${found.hint})`, true);
      if (capture === undefined) {
        const megabytes = largestForWireshark / 1024 ** 2;
        return notAsked(`the capture is larger than ${megabytes} MiB`, true);
      }
      try {
        return answerOf(await dissect(found.dissector, capture, signal));
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof WiretaleError) return notAsked(error.message, true);
        throw error;
      }
    },
    async close() {
      const found = await chosen;
      if (found.kind === "present") await found.dissector.close();
    },
  };
}

/** Once more where the dissector died, which may have been somebody's kill: within the same time. */
async function dissect(dissector: Dissector, capture: Uint8Array, signal: AbortSignal): Promise<Dissection> {
  const limitMs = wiresharkLimitMs(capture.length);
  const started = performance.now();
  try {
    return await dissector.dissect(capture, { signal, limitMs });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof WiretaleError && error.code === "wireshark-died")) throw error;
    const left = limitMs - (performance.now() - started);
    return dissector.dissect(capture, { signal, limitMs: Math.max(left, 1) });
  }
}

function answerOf(dissection: Dissection): WiresharkAnswer {
  const { dissector: adapter, version, problem, limit } = dissection;
  // A kind of file that Wireshark does not know is no fault of the capture: our reader has read it.
  if (problem?.kind === "unread") {
    return notAsked(`${adapter} ${version} does not read it: it ${problem.message}`, true);
  }
  const findings = expertInfoToFindings(dissection);
  return {
    word: { kind: "asked", adapter, version },
    findings: limit === undefined ? findings : [...findings, limitFinding(limit)],
    failed: false,
  };
}

function limitFinding(message: string): Finding {
  return {
    code: "wireshark-limit-reached",
    severity: "note",
    group: "assumption",
    source: "wireshark",
    frames: [],
    message,
    hint: "check parts of the capture by themselves",
  };
}

function notAsked(reason: string, failed: boolean): WiresharkAnswer {
  return { word: { kind: "missing", reason }, findings: [], failed };
}
