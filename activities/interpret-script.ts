import { formatFrameRecords, toHex } from "../src/capture/frame-records.js";
import { mediaTypes, type ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationPlan, PlannedConversation } from "../src/contracts/conversation.js";
import type { FrameRecord } from "../src/contracts/day.js";
import type { Diagnostic, Finding } from "../src/contracts/finding.js";
import { fillSeedText } from "../src/contracts/names.js";
import { formatEpochMicros } from "../src/contracts/time.js";
import { runScript } from "../src/interpreter/run-script.js";
import { fillPackets } from "../src/personas/fill-packets.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { getJson, getText, putJson, putText } from "./stored-json.js";

export interface InterpretInput {
  readonly planned: PlannedConversation;
  readonly answer: ArtifactRef;
  readonly scriptSeed: number;
  /** The run's seed: the fill draws from a stream of its own, and what the hosts keep from one conversation to the next. */
  readonly seed: number;
}

export interface Interpreted {
  /** The script after clean-up. */
  readonly script: ArtifactRef;
  /** JSON: `Interpretation`. */
  readonly interpretation: ArtifactRef;
  readonly frameCount: number;
  /** Absent when the script yielded no frame. */
  readonly frames?: { readonly frames: ArtifactRef; readonly lastFrameTime: string };
}

/** What came of running a script, for the judge. */
export interface Interpretation {
  readonly cleanup: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the persona fill could not do. */
  readonly findings: readonly Finding[];
  readonly frames?: ArtifactRef;
}

/** Runs a packet script and has the hosts' personas fill what it leaves unset. */
export function createInterpretScript({ store, sha256 }: ActivityDependencies) {
  return activity(async (input: InterpretInput): Promise<Interpreted> => {
    const plan = await getJson<ConversationPlan>(store, input.planned.plan);
    const startSeconds = Number(plan.start);
    const run = runScript(await getText(store, input.answer), { seed: input.scriptSeed, startSeconds });
    const fillSeed = sha256(new TextEncoder().encode(fillSeedText(input.seed, plan.conversation)));
    const options = { seed: fillSeed, hostSeed: input.seed, startSeconds };
    const filled = fillPackets(run.packets, plan.framing, options);
    const records = filled.frames.map(
      ({ timeSeconds, bytes, layers, line, filled: fields }): FrameRecord => ({
        time: formatEpochMicros(BigInt(Math.round(timeSeconds * 1_000_000))),
        hex: toHex(bytes),
        layers,
        line,
        filled: fields,
      }),
    );
    const last = records.at(-1);
    const frames =
      last === undefined
        ? undefined
        : {
            frames: await putText(store, formatFrameRecords(records), mediaTypes.jsonLines),
            lastFrameTime: last.time,
          };
    const interpretation: Interpretation = {
      cleanup: run.cleanup,
      diagnostics: run.diagnostics,
      findings: filled.findings,
      ...(frames === undefined ? {} : { frames: frames.frames }),
    };
    return {
      script: await putText(store, run.source, mediaTypes.script),
      interpretation: await putJson(store, interpretation),
      frameCount: records.length,
      ...(frames === undefined ? {} : { frames }),
    };
  });
}
