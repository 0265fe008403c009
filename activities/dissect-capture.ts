import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { Finding } from "../src/contracts/finding.js";
import { isOfLoss } from "../src/validators/loss-findings.js";
import type { Dissection } from "../src/wireshark/dissector.js";
import { expertInfoToFindings } from "../src/wireshark/expert-info.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { heartbeating } from "./heartbeat.js";
import { getLossFrames } from "./loss-frames.js";
import { putJson } from "./stored-json.js";

export interface DissectCaptureInput {
  readonly capture: ArtifactRef;
  /** Frames whose resets the scenario asks for: connections that are refused. */
  readonly refused?: readonly number[];
  /** JSON Lines: one label a frame. They tell which frames are there because the scenario's paths lose packets. */
  readonly labels?: ArtifactRef;
}

/** Wireshark's word on a capture, or why it has none. */
export type DissectedCapture =
  | {
      readonly status: "dissected";
      readonly adapter: "wiregasm" | "tshark";
      readonly version: string;
      /** JSON: `Finding[]`. */
      readonly findings: ArtifactRef;
      readonly refusedBy: readonly string[];
    }
  | { readonly status: "absent"; readonly why: string };

/** Has Wireshark dissect the capture: its expert info, as findings. */
export function createDissectCapture({ store, dissector }: ActivityDependencies) {
  return activity(
    async ({ capture, refused = [], labels }: DissectCaptureInput): Promise<DissectedCapture> => {
      const chosen = await dissector();
      if (chosen.kind === "absent") return { status: "absent", why: `${chosen.reason} (${chosen.hint})` };
      const bytes = await store.get(capture);
      const dissection = await heartbeating((signal) => chosen.dissector.dissect(bytes, { signal }));
      const findings: readonly Finding[] = expertInfoToFindings(dissection);
      const loss = labels === undefined ? undefined : await getLossFrames(store, labels);
      const unasked = withoutRefusals(findings, refused).filter(
        (finding) => loss === undefined || !isOfLoss(finding, loss),
      );
      return {
        status: "dissected",
        adapter: dissection.dissector,
        version: dissection.version,
        findings: await putJson(store, findings),
        refusedBy: [...faultCodes(unasked), ...unjudged(dissection)],
      };
    },
  );
}

/** Wireshark warns of every reset; those that are asked for refuse no capture. They stay among the findings. */
function withoutRefusals(findings: readonly Finding[], refused: readonly number[]): readonly Finding[] {
  const asked = new Set(refused);
  return findings.filter(
    ({ code, frames }) => code !== resetCode || !frames.every((number) => asked.has(number)),
  );
}

const resetCode = "wireshark-tcp-connection-rst";

/** A capture that Wireshark has judged in part only is not published. */
function unjudged({ limit }: Dissection): string[] {
  return limit === undefined ? [] : ["wireshark-limit-reached"];
}

/** Codes of what makes a capture unfit to publish: every error and every warning, each once. */
export function faultCodes(findings: readonly Finding[]): string[] {
  const faults = findings.filter(({ severity }) => severity === "error" || severity === "warn");
  return [...new Set(faults.map(({ code }) => code))];
}
