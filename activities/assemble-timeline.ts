import { linkTypes } from "../src/capture/link-type.js";
import { encodePcap } from "../src/capture/pcap.js";
import { mediaTypes, type ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationName, DayResult, FrameRecord } from "../src/contracts/day.js";
import { expertOf, type ExpertName, type ResolvedExpert } from "../src/contracts/expert.js";
import { formatEpochMicros } from "../src/contracts/time.js";
import type { Timeline } from "../src/contracts/timeline.js";
import { formatLabels, type FactLabel, type FrameLabel } from "../src/report/labels.js";
import { seeFromPoint, type SeenFrame } from "../src/timeline/see-from-point.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { getFrames } from "./stored-frames.js";
import { getJson, putJson, putText } from "./stored-json.js";
import type { TimelineEntry } from "./timeline-part.js";

export interface AssembleTimelineInput {
  /** JSON: `TimelineEntry[]`, client by client and in the order of each. */
  readonly parts: readonly ArtifactRef[];
  readonly experts: Readonly<Record<ExpertName, ResolvedExpert>>;
  /** Says where the frames are seen. Absent in histories from before that could be anywhere but at the clients. */
  readonly timeline?: Timeline;
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
  /** The first fact of each kind that the capture shows, with its frame number there. */
  readonly learned: DayResult["learned"];
}

/** The frames of a conversation by their numbers in the capture, ascending; none where the capture point sees nothing of it. */
export interface PlacedConversation {
  readonly conversation: ConversationName;
  readonly frames: readonly number[];
}

/** One frame on its way into the capture. */
interface Placed {
  readonly entry: TimelineEntry;
  /** Within its conversation, from 1, as its client sees it. */
  readonly ownNumber: number;
  readonly record: FrameRecord;
  readonly seen: SeenFrame;
}

/** Frame numbers of the capture by those within a conversation. */
type Numbers = ReadonlyMap<number, number>;

/**
 * Joins the conversations of all clients into one capture, in the order of time and as its place sees them, and says of each frame
 * how it came to be.
 */
export function createAssembleTimeline({ store }: ActivityDependencies) {
  return activity(async ({ parts, experts, timeline }: AssembleTimelineInput): Promise<AssembledTimeline> => {
    const placed: Placed[] = [];
    const entries: TimelineEntry[] = [];
    for (const part of parts) {
      for (const entry of await getJson<readonly TimelineEntry[]>(store, part)) {
        entries.push(entry);
        if (entry.result.frames === undefined) continue;
        const { records, captured } = await getFrames(store, entry.result.frames);
        const own = captured.map(({ bytes, timeNanos }, index): SeenFrame => ({
          bytes,
          timeNanos,
          filled: records[index]?.filled ?? [],
        }));
        const seen = timeline === undefined ? own : (seeFromPoint(timeline, entry.ends, own) ?? []);
        for (const [index, frame] of seen.entries()) {
          const record = records[index];
          if (record !== undefined) placed.push({ entry, ownNumber: index + 1, record, seen: frame });
        }
      }
    }
    // Stable: frames of one client keep their order.
    placed.sort((one, other) => compareTimes(one.seen.timeNanos, other.seen.timeNanos));
    const numbers = new Map<TimelineEntry, Map<number, number>>();
    for (const [index, { entry, ownNumber }] of placed.entries()) {
      const own = numbers.get(entry) ?? new Map<number, number>();
      numbers.set(entry, own.set(ownNumber, index + 1));
    }
    const framesOf = (entry: TimelineEntry) =>
      [...(numbers.get(entry)?.values() ?? [])].sort((one, other) => one - other);
    const inCapture = createPlaces(numbers);
    const labels = placed.map((frame, index) => labelOf(frame, index + 1, experts, inCapture));
    const frames = placed.map(({ seen: { bytes, timeNanos } }, index) => ({
      frameNumber: index + 1,
      timeNanos,
      bytes,
      originalLength: bytes.length,
    }));
    return {
      capture: await store.put(encodePcap(linkTypes.ethernet, frames), mediaTypes.pcap),
      labels: await putText(store, formatLabels(labels), mediaTypes.jsonLines),
      frameCount: frames.length,
      conversations: await putJson(
        store,
        entries.map((entry): PlacedConversation => ({
          conversation: entry.result.conversation,
          frames: framesOf(entry),
        })),
      ),
      refused: entries.flatMap((entry) =>
        expertOf(entry.result.conversation) === "tcp" ? framesOf(entry) : [],
      ),
      learned: firstLearned(entries, inCapture),
    };
  });
}

function compareTimes(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

type Fact = TimelineEntry["taught"][number] | TimelineEntry["uses"][number];
/** Its frame number in the capture; undefined where that does not have the frame. */
type InCapture = (fact: Fact) => number | undefined;

function createPlaces(numbers: ReadonlyMap<TimelineEntry, Numbers>): InCapture {
  const byName = new Map<string, Numbers>();
  for (const [{ result }, own] of numbers) byName.set(result.conversation, own);
  return ({ from }) => byName.get(from.conversation)?.get(from.frameNumber);
}

function labelOf(
  { entry: { result, uses, taught }, record, seen }: Placed,
  frameNumber: number,
  experts: AssembleTimelineInput["experts"],
  inCapture: InCapture,
): FrameLabel {
  const expert = expertOf(result.conversation);
  const valid = result.attempts.at(-1);
  const labelled = ({ fact, of, value, from }: Fact): FactLabel => {
    const place = inCapture({ fact, of, value, from });
    // A conversation of the scenario, named by its planner.
    const learnedIn = from.conversation as ConversationName;
    return { fact, of, value, ...(place === undefined ? { learnedIn } : { frameNumber: place }) };
  };
  return {
    frameNumber,
    time: formatEpochMicros(seen.timeNanos / 1000n),
    conversation: result.conversation,
    expert,
    model: valid?.model ?? experts[expert].model,
    attempt: valid?.attempt ?? 0,
    scriptDigest: valid?.script.digest ?? "",
    scriptLine: record.line,
    layers: record.layers,
    filled: seen.filled,
    factsUsed: uses.map(labelled),
    factsLearned: taught.map(labelled).filter((fact) => fact.frameNumber === frameNumber),
  };
}

function firstLearned(entries: readonly TimelineEntry[], inCapture: InCapture): DayResult["learned"] {
  const placed = entries.flatMap(({ taught }) =>
    taught.flatMap((fact) => {
      const frameNumber = inCapture(fact);
      return frameNumber === undefined ? [] : [{ ...fact, frameNumber }];
    }),
  );
  const mac = placed.find(({ fact }) => fact === "hardwareAddress");
  const addresses = placed.find(({ fact }) => fact === "addresses");
  return {
    ...(typeof mac?.value === "string"
      ? { routerMac: { value: mac.value, frameNumber: mac.frameNumber } }
      : {}),
    ...(addresses !== undefined && typeof addresses.value !== "string"
      ? { resolvedAddresses: { value: addresses.value, frameNumber: addresses.frameNumber } }
      : {}),
  };
}
