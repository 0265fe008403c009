import type { Fault } from "../rule.js";
import { describedMessages } from "../described-messages.js";
import type { AnyIntentRule, IntentView } from "./rule.js";

export const describedFrameMissing: AnyIntentRule = {
  code: "described-frame-missing",
  level: "intent",
  protocol: "any",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "A conversation that lacks one of the messages its description is about.",
  why: "A description asks for a whole exchange: request and reply, query and answer, request and response.",
  rfc: "the summary's own form; RFC 826, 792, 1035, 9110, 9293",
  example: "the conversation has no ARP reply",
  check: (view) =>
    partsOf(view)
      .filter(({ found, count }) => found < count)
      .map(({ what, count, found, hint }): Fault => ({
        frames: [],
        message:
          found === 0
            ? `the conversation has no ${what}`
            : `the conversation has ${found} of ${count}: ${what}`,
        hint,
      })),
};

interface Part {
  readonly what: string;
  readonly count: number;
  readonly found: number;
  readonly hint: string;
}

function partsOf({ summary, frames, http }: IntentView): readonly Part[] {
  if (summary.protocol !== "HTTP") {
    return describedMessages(summary).map(({ matches, ...part }) => ({
      ...part,
      found: frames.filter(matches).length,
    }));
  }
  const count = 1 + (summary.further?.length ?? 0);
  const found = (kind: "requests" | "responses") =>
    http.reduce((sum, { [kind]: messages }) => sum + messages.length, 0);
  return [
    {
      what: "HTTP request",
      count,
      found: found("requests"),
      hint: "send HTTPRequest in a segment of the client after the handshake",
    },
    {
      what: "HTTP response",
      count,
      found: found("responses"),
      hint: "send HTTPResponse in a segment of the server after the request",
    },
  ];
}
