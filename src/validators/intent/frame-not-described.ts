import type { ConversationSummary } from "../../contracts/summary.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { arpOperations } from "../../wire/arp.js";
import { layerOf } from "../../wire/decoded-frame.js";
import type { AnyIntentRule } from "./rule.js";

export const frameNotDescribed: AnyIntentRule = {
  code: "frame-not-described",
  level: "intent",
  protocol: "any",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "A frame of another protocol than the description's, a second exchange, or a second connection.",
  why: "What nobody asked for does not belong into the capture, and later conversations would build on it.",
  rfc: "the summary's own form",
  example: "frame 3 is no part of one ARP exchange",
  check({ frames, summary, http }) {
    const seen = new Map<string, number>();
    const connection = http[0] === undefined ? undefined : new Set(http[0].frames);
    const strangers = frames.filter((frame) => {
      const part = partOf(frame, summary);
      if (part === undefined) return true;
      if (part === "tcp") return connection !== undefined && !connection.has(frame.frameNumber);
      const count = (seen.get(part) ?? 0) + 1;
      seen.set(part, count);
      return count > 1;
    });
    return strangers.map((frame) => ({
      frames: [frame.frameNumber],
      message: `frame ${frame.frameNumber} is no part of one ${words[summary.protocol]}`,
      hint: `write the packets of one ${words[summary.protocol]} and nothing else`,
    }));
  },
};

const words = { ARP: "ARP exchange", DNS: "DNS query and answer", HTTP: "HTTP exchange" } as const;

/** Which part of the described conversation a frame could be. */
function partOf(frame: FlowFrame, { protocol }: ConversationSummary): string | undefined {
  if (protocol === "ARP") {
    const operation = layerOf(frame.decoded, "arp")?.header.operation;
    return operation === arpOperations.request || operation === arpOperations.reply
      ? `${operation}`
      : undefined;
  }
  if (protocol === "DNS") {
    const qr = layerOf(frame.decoded, "dns")?.message.qr;
    return qr === undefined ? undefined : `${qr}`;
  }
  return layerOf(frame.decoded, "tcp") === undefined ? undefined : "tcp";
}
