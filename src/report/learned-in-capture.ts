import type { ConversationName, DayResult, LearnedSoFar } from "../contracts/day.js";
import type { LearnedFact } from "../contracts/learned.js";

/** A conversation's place in the capture: conversations follow one another, frames keep their order. */
export interface PlacedConversation {
  readonly conversation: ConversationName;
  /** Frames of the conversations before it: its frame n is the capture's frame `firstFrame - 1 + n`. */
  readonly firstFrame: number;
  readonly frameCount: number;
}

/** Numbers conversations through, in the order given, from frame 1. */
export function placeConversations(
  conversations: readonly { readonly conversation: ConversationName; readonly frameCount: number }[],
): readonly PlacedConversation[] {
  let firstFrame = 1;
  return conversations.map(({ conversation, frameCount }) => {
    const placed = { conversation, firstFrame, frameCount };
    firstFrame += frameCount;
    return placed;
  });
}

/**
 * Learned facts with the frame numbers of the whole capture in place of the conversation's own. A fact whose conversation
 * is not in the capture is left out: nobody could look it up.
 */
export function placeLearned(
  placed: readonly PlacedConversation[],
  learned: LearnedSoFar,
): DayResult["learned"] {
  const routerMac = learned.routerMac && placeFact(placed, learned.routerMac);
  const resolvedAddresses = learned.resolvedAddresses && placeFact(placed, learned.resolvedAddresses);
  return {
    ...(routerMac === undefined ? {} : { routerMac }),
    ...(resolvedAddresses === undefined ? {} : { resolvedAddresses }),
  };
}

function placeFact<T>(
  placed: readonly PlacedConversation[],
  fact: LearnedFact<T>,
): { readonly value: T; readonly frameNumber: number } | undefined {
  const home = placed.find(({ conversation }) => conversation === fact.from.conversation);
  if (home === undefined) return undefined;
  return { value: fact.value, frameNumber: home.firstFrame - 1 + fact.from.frameNumber };
}
