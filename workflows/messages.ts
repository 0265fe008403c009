import { defineQuery, defineSignal, defineUpdate } from "@temporalio/workflow";
import type {
  ConversationName,
  ConversationProgress,
  DayProgress,
  ParkedConversation,
  ResumeAnswer,
  ResumeDecision,
} from "../src/contracts/day.js";

/** How far a day is: its steps with times, every attempt of its experts so far, and what it waits for. */
export const progressQuery = defineQuery<DayProgress>("progress");

/** The attempts of one conversation so far; asked by nobody but people and tools looking into a run. */
export const conversationProgressQuery = defineQuery<ConversationProgress>("conversationProgress");

/** A person's decision about a parked conversation, checked and answered at once. */
export const resumeUpdate = defineUpdate<ResumeAnswer, [ResumeDecision]>("resume");

/** The same for many at once: what cannot be applied is dropped. */
export const resumeSignal = defineSignal<[ResumeDecision]>("resumeQuietly");

/** From a conversation to its day: it has parked, or goes on. */
export const parkedSignal = defineSignal<[ParkedNews]>("parked");
export interface ParkedNews {
  readonly conversation: ConversationName;
  /** Absent: it goes on. */
  readonly parked?: ParkedConversation;
}

/** From a client's stretch to its day: so many more conversations have been had. */
export const stretchSignal = defineSignal<[StretchNews]>("stretch");
export interface StretchNews {
  readonly client: string;
  readonly conversations: number;
}
