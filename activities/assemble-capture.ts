import type { CapturedFrame } from "../src/capture/capture.js";
import { linkTypes } from "../src/capture/link-type.js";
import { encodePcap } from "../src/capture/pcap.js";
import { mediaTypes, type ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationName, ConversationResult, DayResult, LearnedSoFar } from "../src/contracts/day.js";
import { expertOf, type ResolvedExpert, type ExpertName } from "../src/contracts/expert.js";
import { buildLabels, formatLabels, type LabelledConversation } from "../src/report/labels.js";
import { placeConversations, placeLearned } from "../src/report/learned-in-capture.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { getFrames } from "./stored-frames.js";
import { putText } from "./stored-json.js";

/** A conversation that came to valid frames: its last attempt is the valid one. */
export type SpokenConversation = ConversationResult & {
  readonly frames: ArtifactRef;
  readonly lastFrameTime: string;
};

export interface AssembleInput {
  /** In the order of the day. */
  readonly conversations: readonly SpokenConversation[];
  readonly learned: LearnedSoFar;
  readonly experts: Readonly<Record<ExpertName, ResolvedExpert>>;
}

export interface AssembledCapture {
  readonly capture: ArtifactRef;
  /** JSON Lines: one label a frame. */
  readonly labels: ArtifactRef;
  readonly frameCount: number;
  /** Frame numbers each conversation has in the capture, first and last. */
  readonly spans: readonly {
    readonly conversation: ConversationName;
    readonly first: number;
    readonly last: number;
  }[];
  /** The facts, with the frame numbers of the capture. */
  readonly learned: DayResult["learned"];
}

/** Joins the conversations' frames, in their order, into one capture, and says of each frame how it came to be. */
export function createAssembleCapture({ store }: ActivityDependencies) {
  return activity(async ({ conversations, learned, experts }: AssembleInput): Promise<AssembledCapture> => {
    const captured: CapturedFrame[] = [];
    const labelled: LabelledConversation[] = [];
    for (const { conversation, frames: ref, attempts } of conversations) {
      const { records, captured: frames } = await getFrames(store, ref, captured.length + 1);
      captured.push(...frames);
      const valid = attempts.at(-1);
      labelled.push({
        conversation,
        expert: expertOf(conversation),
        model: valid?.model ?? experts[expertOf(conversation)].model,
        attempt: valid?.attempt ?? 0,
        scriptDigest: valid?.script.digest ?? "",
        frames: records,
      });
    }
    const placed = placeConversations(
      labelled.map(({ conversation, frames }) => ({ conversation, frameCount: frames.length })),
    );
    const inCapture = placeLearned(placed, learned);
    const labels = formatLabels(buildLabels(labelled, inCapture));
    return {
      capture: await store.put(encodePcap(linkTypes.ethernet, captured), mediaTypes.pcap),
      labels: await putText(store, labels, mediaTypes.jsonLines),
      frameCount: captured.length,
      spans: placed.map(({ conversation, firstFrame, frameCount }) => ({
        conversation,
        first: firstFrame,
        last: firstFrame + frameCount - 1,
      })),
      learned: inCapture,
    };
  });
}
