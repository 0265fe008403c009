import type { Fault } from "../rule.js";
import type { LinkRule } from "./rule.js";

export const conversationsOutOfOrder: LinkRule = {
  code: "conversations-out-of-order",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds: "A conversation that begins before the one it depends on has ended.",
  why: "The client asks for the router, then for the name, then for the page: each step needs what the one before it taught.",
  rfc: "RFC 1122 sections 2.3.2 and 6.1",
  example: "the conversation http begins 0.250000 s before the conversation dns ends",
  check({ conversations }) {
    const faults: Fault[] = [];
    conversations.forEach(({ name, frames }, index) => {
      const before = conversations[index - 1];
      const first = frames[0];
      const last = before?.frames.at(-1);
      if (before === undefined || first === undefined || last === undefined) return;
      if (first.timeNanos >= last.timeNanos) return;
      const seconds = Number(last.timeNanos - first.timeNanos) / 1e9;
      faults.push({
        frames: [last.frameNumber, first.frameNumber].sort((a, b) => a - b),
        message: `the conversation ${name} begins ${seconds.toFixed(6)} s before the conversation ${before.name} ends`,
        hint: "let each conversation start after the last frame of the one before it",
      });
    });
    return faults;
  },
};
