import type { ConversationSummary } from "../../contracts/summary.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { describedMessages } from "../described-messages.js";
import type { AnyIntentRule, IntentView } from "./rule.js";

export const frameNotDescribed: AnyIntentRule = {
  code: "frame-not-described",
  level: "intent",
  protocol: "any",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "A frame of another protocol than the description's, one exchange too many, or a second connection.",
  why: "What nobody asked for does not belong into the capture, and later conversations would build on it.",
  rfc: "the summary's own form",
  example: "frame 3 is no part of one ARP exchange",
  check(view) {
    return strangersIn(view).map((frame) => ({
      frames: [frame.frameNumber],
      message: `frame ${frame.frameNumber} is no part of ${wordsFor(view.summary)}`,
      hint: `write the packets of ${wordsFor(view.summary)} and nothing else`,
    }));
  },
};

function strangersIn({ frames, summary, http }: IntentView): readonly FlowFrame[] {
  if (summary.protocol === "HTTP") {
    const connection = http[0] === undefined ? undefined : new Set(http[0].frames);
    return frames.filter(
      ({ decoded, frameNumber }) =>
        layerOf(decoded, "tcp") === undefined || connection?.has(frameNumber) === false,
    );
  }
  const seen = describedMessages(summary).map((messages) => ({ ...messages, found: 0 }));
  return frames.filter((frame) => {
    const kind = seen.find(({ matches }) => matches(frame));
    if (kind === undefined) return true;
    kind.found += 1;
    return kind.found > kind.count;
  });
}

function wordsFor(summary: ConversationSummary): string {
  switch (summary.protocol) {
    case "ARP":
      return "one ARP exchange";
    case "ICMP":
      return `${summary.count ?? 1} ICMP ${summary.type.toLowerCase()} request and reply`;
    case "DNS":
      return summary.further === undefined
        ? "one DNS query and answer"
        : `${summary.further.length + 1} DNS queries and answers`;
    case "HTTP":
      return "one HTTP exchange";
    case "TCP":
      return "one refused connection";
  }
}
