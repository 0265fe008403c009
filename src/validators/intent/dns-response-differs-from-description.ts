import { layerOf } from "../../wire/decoded-frame.js";
import { answerAddresses } from "../dns-answer.js";
import type { DnsIntentRule } from "./rule.js";

export const dnsResponseDiffersFromDescription: DnsIntentRule = {
  code: "dns-response-differs-from-description",
  level: "intent",
  protocol: "DNS",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "A DNS answer that gives no address, or other addresses than the description fixes.",
  why: "The address is what the conversation is for: the next one goes there.",
  rfc: "RFC 1035 section 3.4.1",
  example: "the DNS answer gives 203.0.113.81, the description fixes 203.0.113.80",
  check({ frames, summary }) {
    return frames.flatMap((frame) => {
      const message = layerOf(frame.decoded, "dns")?.message;
      const question = message?.questions[0];
      if (message?.qr !== 1 || question === undefined) return [];
      const found = message.rcode === 0 ? [...new Set(answerAddresses(message, question))] : [];
      const fixed = summary.response;
      if (found.length > 0 && (fixed === undefined || sameSet(found, fixed))) return [];
      const shown = found.length === 0 ? `no address (rcode ${message.rcode})` : found.slice(0, 8).join(", ");
      const expected = fixed === undefined ? "asks for one" : `fixes ${fixed.join(", ")}`;
      return [
        {
          frames: [frame.frameNumber],
          layer: "dns",
          field: "answers",
          message: `the DNS answer gives ${shown}, the description ${expected}`,
          hint:
            fixed === undefined
              ? "add a DNSRR of type A with the asked name and an address"
              : `add a DNSRR of type A with the asked name for each of: ${fixed.join(", ")}`,
          filter: "dns.flags.response == 1",
        },
      ];
    });
  },
};

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const wanted = new Set(other);
  return new Set(one).size === wanted.size && one.every((address) => wanted.has(address));
}
