import type { CapturedFrame } from "../src/capture/capture.js";
import { linkTypes } from "../src/capture/link-type.js";
import { encodePcap } from "../src/capture/pcap.js";
import { mediaTypes, type ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationName, DayResult, FrameRecord } from "../src/contracts/day.js";
import { expertOf, type ExpertName, type ResolvedExpert } from "../src/contracts/expert.js";
import { formatLabels, type FactLabel, type FrameLabel } from "../src/report/labels.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { getFrames } from "./stored-frames.js";
import { getJson, putJson, putText } from "./stored-json.js";
import type { TimelineEntry } from "./timeline-part.js";

export interface AssembleTimelineInput {
  /** JSON: `TimelineEntry[]`, client by client and in the order of each. */
  readonly parts: readonly ArtifactRef[];
  readonly experts: Readonly<Record<ExpertName, ResolvedExpert>>;
}

export interface AssembledTimeline {
  readonly capture: ArtifactRef;
  /** JSON Lines: one label a frame. */
  readonly labels: ArtifactRef;
  readonly frameCount: number;
  /** JSON: `PlacedConversation[]`. */
  readonly conversations: ArtifactRef;
  /** Frames of connections that were refused: what Wireshark says of their resets is asked for. */
  readonly refused: readonly number[];
  /** The first fact of each kind, with its frame number in the capture. */
  readonly learned: DayResult["learned"];
}

/** The frames of a conversation by their numbers in the capture, ascending. */
export interface PlacedConversation {
  readonly conversation: ConversationName;
  readonly frames: readonly number[];
}

/** One frame on its way into the capture. */
interface Placed {
  readonly entry: TimelineEntry;
  readonly record: FrameRecord;
  readonly captured: CapturedFrame;
}

/** Joins the conversations of all clients into one capture, in the order of time, and says of each frame how it came to be. */
export function createAssembleTimeline({ store }: ActivityDependencies) {
  return activity(async ({ parts, experts }: AssembleTimelineInput): Promise<AssembledTimeline> => {
    const placed: Placed[] = [];
    const entries: TimelineEntry[] = [];
    for (const part of parts) {
      for (const entry of await getJson<readonly TimelineEntry[]>(store, part)) {
        entries.push(entry);
        if (entry.result.frames === undefined) continue;
        const { records, captured } = await getFrames(store, entry.result.frames);
        for (const [index, record] of records.entries()) {
          const frame = captured[index];
          if (frame !== undefined) placed.push({ entry, record, captured: frame });
        }
      }
    }
    // Stable: frames of one client keep their order.
    placed.sort((one, other) => compareTimes(one.captured.timeNanos, other.captured.timeNanos));
    const numbers = new Map<TimelineEntry, number[]>();
    for (const [index, { entry }] of placed.entries()) {
      const own = numbers.get(entry);
      if (own === undefined) numbers.set(entry, [index + 1]);
      else own.push(index + 1);
    }
    const inCapture = createPlaces(numbers);
    const labels = placed.map(({ entry, record }, index) =>
      labelOf(entry, record, index + 1, experts, inCapture),
    );
    const frames = placed.map(({ captured }, index) => ({ ...captured, frameNumber: index + 1 }));
    return {
      capture: await store.put(encodePcap(linkTypes.ethernet, frames), mediaTypes.pcap),
      labels: await putText(store, formatLabels(labels), mediaTypes.jsonLines),
      frameCount: frames.length,
      conversations: await putJson(
        store,
        entries.map((entry): PlacedConversation => ({
          conversation: entry.result.conversation,
          frames: numbers.get(entry) ?? [],
        })),
      ),
      refused: entries.flatMap((entry) =>
        expertOf(entry.result.conversation) === "tcp" ? (numbers.get(entry) ?? []) : [],
      ),
      learned: firstLearned(entries, inCapture),
    };
  });
}

function compareTimes(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

type Fact = TimelineEntry["taught"][number] | TimelineEntry["uses"][number];
/** A fact with its frame number in the capture; undefined where its conversation is not in it. */
type InCapture = (fact: Fact) => FactLabel | undefined;

function createPlaces(numbers: ReadonlyMap<TimelineEntry, readonly number[]>): InCapture {
  const byName = new Map<string, readonly number[]>();
  for (const [{ result }, frames] of numbers) byName.set(result.conversation, frames);
  return ({ fact, of, value, from }) => {
    const frameNumber = byName.get(from.conversation)?.[from.frameNumber - 1];
    return frameNumber === undefined ? undefined : { fact, of, value, frameNumber };
  };
}

function labelOf(
  { result, uses, taught }: TimelineEntry,
  record: FrameRecord,
  frameNumber: number,
  experts: AssembleTimelineInput["experts"],
  inCapture: InCapture,
): FrameLabel {
  const expert = expertOf(result.conversation);
  const valid = result.attempts.at(-1);
  const known = (facts: readonly Fact[]) =>
    facts.map(inCapture).filter((fact): fact is FactLabel => fact !== undefined);
  return {
    frameNumber,
    time: record.time,
    conversation: result.conversation,
    expert,
    model: valid?.model ?? experts[expert].model,
    attempt: valid?.attempt ?? 0,
    scriptDigest: valid?.script.digest ?? "",
    scriptLine: record.line,
    layers: record.layers,
    filled: record.filled,
    factsUsed: known(uses),
    factsLearned: known(taught).filter((fact) => fact.frameNumber === frameNumber),
  };
}

function firstLearned(entries: readonly TimelineEntry[], inCapture: InCapture): DayResult["learned"] {
  const facts = entries.flatMap(({ taught }) => taught);
  const first = (kind: Fact["fact"]) => {
    const fact = facts.find((candidate) => candidate.fact === kind);
    const label = fact === undefined ? undefined : inCapture(fact);
    return fact === undefined || label === undefined ? undefined : { fact, label };
  };
  const mac = first("hardwareAddress");
  const addresses = first("addresses");
  return {
    ...(typeof mac?.fact.value === "string"
      ? { routerMac: { value: mac.fact.value, frameNumber: mac.label.frameNumber } }
      : {}),
    ...(addresses !== undefined && typeof addresses.fact.value !== "string"
      ? { resolvedAddresses: { value: addresses.fact.value, frameNumber: addresses.label.frameNumber } }
      : {}),
  };
}
