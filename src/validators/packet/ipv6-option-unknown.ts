import { layerOf } from "../../wire/decoded-frame.js";
import { hex } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

/** Assigned option types, action and change bits with them (IANA, "Destination Options and Hop-by-Hop Options"). */
const assigned: ReadonlySet<number> = new Set([
  0x00, 0x01, 0xc2, 0x23, 0x63, 0x04, 0x05, 0x26, 0x07, 0x08, 0xc9, 0x8a, 0x8b, 0x8c, 0x4d, 0x6d, 0xee, 0x0f,
  0x30, 0x11, 0x31, 0x12, 0x32, 0x13, 0x33, 0x1e, 0x3e, 0x5e, 0x7e, 0x9e, 0xbe, 0xde, 0xfe,
]);

/** What the two highest bits tell a node that does not know the option. */
const actions = [
  "skips it",
  "discards the packet",
  "discards the packet and says so",
  "discards the packet and says so, but for groups",
] as const;

export const ipv6OptionUnknown: PacketRule = {
  code: "ipv6-option-unknown",
  level: "packet",
  about: "ipv6",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A hop-by-hop or destination option of a type that is not assigned.",
  why: "The two highest bits of the type say what a node does that does not know it: most discard the packet.",
  rfc: "RFC 8200 section 4.2",
  example: "the option 0x7b is not assigned: a node that does not know it discards the packet",
  check(frame) {
    for (const extension of layerOf(frame.decoded, "ipv6")?.header.extensions ?? []) {
      if (extension.kind !== "options") continue;
      const unknown = extension.options.find(({ type }) => !assigned.has(type));
      if (unknown === undefined) continue;
      const action = actions[unknown.type >>> 6] ?? actions[0];
      return [
        {
          frames: [frame.frameNumber],
          layer: "ipv6",
          field: "extensions",
          message: `the option ${hex(unknown.type, 2)} is not assigned: a node that does not know it ${action}`,
          hint: "leave IPv6 options out",
        },
      ];
    }
    return noFaults;
  },
};
