import type { ConversationRule } from "./rule.js";

export const checkLimitReached: ConversationRule = {
  code: "check-limit-reached",
  level: "conversation",
  severity: { real: "note", generated: "warn" },
  certainty: "certain",
  group: "assumption",
  finds:
    "A bound of the check itself that was reached: from that frame on not everything is followed, or listed.",
  why: "Captures of any size are checked in bounded memory. What is let go for want of room is judged by what was seen of it until then.",
  rfc: "none: `src/validators/check-limits.ts` holds the bounds",
  example: "more than 65536 openConnections at once, 12 times from frame 70001 on: the oldest were let go",
  on: {
    limitReached: ({ limit, allowed, frameNumber, times }) => [
      {
        frames: frameNumber === 0 ? [] : [frameNumber],
        message: limit.startsWith("findings of ")
          ? `${allowed} ${limit} are listed, ${times} more are counted only`
          : `more than ${allowed} ${limit} at once, ${times} times from frame ${frameNumber} on: the oldest were let go`,
        hint: "check parts of the capture by themselves",
      },
    ],
  },
};
