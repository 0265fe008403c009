import { defineQuery } from "@temporalio/workflow";
import type { ConversationProgress, DayProgress } from "../src/contracts/day.js";

/** How far a day is: its steps with times, and every attempt of its experts so far. */
export const progressQuery = defineQuery<DayProgress>("progress");

/** The attempts of one conversation so far; asked by nobody but people and tools looking into a run. */
export const conversationProgressQuery = defineQuery<ConversationProgress>("conversationProgress");
