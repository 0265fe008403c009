import { carriedFragment } from "../fragment-marks.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const fragmentLengthOdd: PacketRule = {
  code: "fragment-length-odd",
  level: "packet",
  about: ["ipv4", "ipv6"],
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A fragment that is not the last of its datagram and whose octets are no multiple of 8.",
  why: "Offsets count in units of 8 octets: the next fragment cannot begin where this one ends.",
  rfc: "RFC 791 section 3.2; RFC 8200 section 4.5",
  example: "the fragment carries 20 octets and more follow: offsets count in units of 8",
  check(frame) {
    const fragment = carriedFragment(frame.decoded);
    if (fragment === undefined || !fragment.moreFragments || fragment.length % 8 === 0) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: fragment.layer,
        field: "fragmentOffset",
        message: `the fragment carries ${fragment.length} octets and more follow: offsets count in units of 8`,
        hint: "let fragment() cut the datagram, or cut it every 8 octets",
      },
    ];
  },
};
