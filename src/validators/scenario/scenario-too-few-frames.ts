import type { Fault } from "../rule.js";
import type { ScenarioRule } from "./rule.js";

/** ARP: request and reply. DNS: query and answer. HTTP: handshake 3, request, response and their ACKs 4, closing 4. */
const fewest: Readonly<Record<string, number>> = { arp: 2, dns: 2, http: 11 };

export const scenarioTooFewFrames: ScenarioRule = {
  code: "scenario-too-few-frames",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds: "A day that lacks a conversation, or a conversation with fewer frames than its exchange needs.",
  why: "A whole day has 2 frames of ARP, 2 of DNS (none for a literal address) and at least 11 of TCP and HTTP.",
  rfc: "RFC 826; RFC 1035; RFC 9293 section 3.5 and 3.6",
  example: "the conversation http has 9 frames, at least 11 are needed",
  check({ conversations, scenario: { url } }) {
    const names = url.isLiteralAddress ? ["arp", "http"] : ["arp", "dns", "http"];
    return names.flatMap((name): readonly Fault[] => {
      const frames = conversations.find((conversation) => conversation.name === name)?.frames ?? [];
      const needed = fewest[name] ?? 0;
      if (frames.length >= needed) return [];
      return [
        {
          frames: frames.map(({ frameNumber }) => frameNumber),
          message: `the conversation ${name} has ${frames.length} frames, at least ${needed} are needed`,
          hint: "write the whole exchange",
        },
      ];
    });
  },
};
