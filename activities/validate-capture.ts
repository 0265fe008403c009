import { decodePcap } from "../src/capture/pcap.js";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { LearnedSoFar } from "../src/contracts/day.js";
import { WiretaleError } from "../src/contracts/errors.js";
import type { ResolvedScenario } from "../src/contracts/scenario.js";
import { checkFrames } from "../src/validators/check-frames.js";
import { checkScenario } from "../src/validators/check-scenario.js";
import type { AssembledCapture } from "./assemble-capture.js";
import type { ActivityDependencies } from "./dependencies.js";
import { faultCodes } from "./dissect-capture.js";
import { activity } from "./failures.js";
import { decodeCaptured } from "./stored-frames.js";
import { putJson } from "./stored-json.js";

export interface ValidateCaptureInput {
  readonly assembled: AssembledCapture;
  readonly scenario: ResolvedScenario;
  readonly learned: LearnedSoFar;
}

export interface ValidatedCapture {
  /** JSON: `Finding[]`. */
  readonly findings: ArtifactRef;
  readonly refusedBy: readonly string[];
}

/** Judges the capture as a whole, read back from its file: every rule of ours, and what holds between conversations. */
export function createValidateCapture({ store }: ActivityDependencies) {
  return activity(
    async ({ assembled, scenario, learned }: ValidateCaptureInput): Promise<ValidatedCapture> => {
      const decoded = decodePcap(await store.get(assembled.capture));
      if (!decoded.ok) throw new WiretaleError(`capture-${decoded.error.code}`, decoded.error.message);
      const { capture } = decoded.value;
      const frames = capture.frames.map(decodeCaptured);
      const conversations = assembled.spans.map(({ conversation: name, first, last }) => ({
        name,
        frames: frames.slice(first - 1, last),
      }));
      const findings = [
        ...checkFrames(frames, { profile: "generated" }),
        ...checkScenario(conversations, scenario, learned),
      ];
      return { findings: await putJson(store, findings), refusedBy: faultCodes(findings) };
    },
  );
}
