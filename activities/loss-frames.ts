import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { FrameLabel } from "../src/report/labels.js";
import { lossFramesOf, type LossFrames } from "../src/validators/loss-findings.js";
import { getText } from "./stored-json.js";

/** Reads from a capture's labels which of its frames are there because a path lost something. */
export async function getLossFrames(store: ArtifactStore, labels: ArtifactRef): Promise<LossFrames> {
  const lines = (await getText(store, labels)).split("\n").filter((line) => line !== "");
  // Written by `formatLabels`.
  return lossFramesOf(lines.map((line) => JSON.parse(line) as FrameLabel));
}
