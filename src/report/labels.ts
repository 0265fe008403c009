import type { ConversationName, DayResult, FrameRecord } from "../contracts/day.js";
import { dayExpertNames, type DayExpertName, type ExpertName } from "../contracts/expert.js";
import { placeConversations } from "./learned-in-capture.js";

/** A fact by name with its value and the frame it was read from. */
export interface FactLabel {
  readonly fact: "routerMac" | "resolvedAddresses" | "hardwareAddress" | "addresses" | "redirect";
  /** In a scenario: the address, the name or the URL that it is about. */
  readonly of?: string;
  readonly value: string | readonly string[];
  /** In the capture, from 1; absent where the capture does not have that frame. */
  readonly frameNumber?: number;
  /** Where no frame of the capture shows the fact: the conversation whose frames did, where the client sees them. */
  readonly learnedIn?: ConversationName;
}

type PlacedFact = FactLabel & { readonly frameNumber: number };

/** Where one frame of the capture comes from: a line of labels.jsonl. */
export interface FrameLabel {
  /** As in the capture, from 1. */
  readonly frameNumber: number;
  /** Seconds since the epoch, six decimals. */
  readonly time: string;
  readonly conversation: ConversationName;
  readonly expert: ExpertName;
  readonly model: string;
  /** The draft it was taken from, from 1. */
  readonly attempt: number;
  /** `sha256:…` of the script after clean-up, and the line of it that made the packet. */
  readonly scriptDigest: string;
  readonly scriptLine: number;
  /** Scapy's layer names, outermost first. */
  readonly layers: readonly string[];
  /** Fields the script left unset, and who filled each. */
  readonly filled: FrameRecord["filled"];
  /** What earlier frames taught that this frame was built from. */
  readonly factsUsed: readonly FactLabel[];
  /** What this frame taught. */
  readonly factsLearned: readonly FactLabel[];
}

/** The frames of one conversation and the attempt they are from. */
export interface LabelledConversation {
  readonly conversation: ConversationName;
  readonly expert: ExpertName;
  readonly model: string;
  readonly attempt: number;
  readonly scriptDigest: string;
  readonly frames: readonly FrameRecord[];
}

/** Which facts a conversation is built from once they are known: its framing, and the address it talks to. */
const factsUsedBy: Readonly<Record<DayExpertName, readonly FactLabel["fact"][]>> = {
  arp: [],
  dns: ["routerMac"],
  http: ["routerMac", "resolvedAddresses"],
};

function usedFacts(conversation: ConversationName): readonly FactLabel["fact"][] {
  const name = dayExpertNames.find((known) => known === conversation);
  return name === undefined ? [] : factsUsedBy[name];
}

/** One label per frame, in the order of the capture: the conversations one after the other. */
export function buildLabels(
  conversations: readonly LabelledConversation[],
  learned: DayResult["learned"],
): readonly FrameLabel[] {
  const facts = factLabels(learned);
  const placed = placeConversations(
    conversations.map(({ conversation, frames }) => ({ conversation, frameCount: frames.length })),
  );
  return conversations.flatMap((source, index) => {
    const firstFrame = placed[index]?.firstFrame ?? 1;
    const used = facts.filter(
      ({ fact, frameNumber }) => usedFacts(source.conversation).includes(fact) && frameNumber < firstFrame,
    );
    return source.frames.map((frame, offset): FrameLabel => {
      const frameNumber = firstFrame + offset;
      return {
        frameNumber,
        time: frame.time,
        conversation: source.conversation,
        expert: source.expert,
        model: source.model,
        attempt: source.attempt,
        scriptDigest: source.scriptDigest,
        scriptLine: frame.line,
        layers: frame.layers,
        filled: frame.filled,
        factsUsed: used,
        factsLearned: facts.filter((fact) => fact.frameNumber === frameNumber),
      };
    });
  });
}

/** JSON Lines, one label a line, the last ended too. */
export function formatLabels(labels: readonly FrameLabel[]): string {
  return labels.map((label) => `${JSON.stringify(label)}\n`).join("");
}

function factLabels(learned: DayResult["learned"]): readonly PlacedFact[] {
  const { routerMac, resolvedAddresses } = learned;
  return [
    ...(routerMac === undefined ? [] : [{ fact: "routerMac" as const, ...routerMac }]),
    ...(resolvedAddresses === undefined
      ? []
      : [{ fact: "resolvedAddresses" as const, ...resolvedAddresses }]),
  ];
}
