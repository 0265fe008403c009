import { layerOf } from "../../wire/decoded-frame.js";
import { dnsTypes } from "../../wire/dns.js";
import { quoteValue } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

/** Labels of letters, digits and hyphens, and the underscore that services use (RFC 8552). */
const hostName = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/i;

export const dnsQuestionNotAHost: PacketRule = {
  code: "dns-question-not-a-host",
  level: "packet",
  about: "dns",
  // DNS itself allows any octet in a name.
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "A query for an address whose name is no host's: a URL, a path, a port, an empty label or a space in it.",
  why: "Resolvers look up what stands between the slashes of a URL: a name of letters, digits and hyphens.",
  rfc: "RFC 952; RFC 1123 section 2.1",
  example: 'the name asked for is "http://example.com/"',
  check(frame) {
    const question = layerOf(frame.decoded, "dns")?.message.questions[0];
    if (question === undefined || question.name === ".") return noFaults;
    if (question.type !== dnsTypes.A && question.type !== dnsTypes.AAAA) return noFaults;
    if (hostName.test(question.name)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "questions",
        message: `the name asked for is ${quoteValue(question.name)}`,
        hint: "ask for the host's name alone",
      },
    ];
  },
};
