import { carriedFragment } from "../fragment-marks.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const longestPayload = 65_535;

export const fragmentBeyondLongestPacket: PacketRule = {
  code: "fragment-beyond-longest-packet",
  level: "packet",
  about: ["ipv4", "ipv6"],
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "A fragment that ends beyond octet 65,535 of its datagram.",
  why: "No packet is as long: the fragment overflows a careless receiver's buffer (the ping of death), and others drop the datagram.",
  rfc: "RFC 791 section 3.1; RFC 8200 section 4.5",
  example: "the fragment ends at octet 65608 of its datagram, the longest has 65535",
  check(frame) {
    const fragment = carriedFragment(frame.decoded);
    if (fragment === undefined) return noFaults;
    const end = fragment.headerLength + fragment.offset + fragment.length;
    if (end <= longestPayload) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: fragment.layer,
        field: "fragmentOffset",
        message: `the fragment ends at octet ${end} of its datagram, the longest has ${longestPayload}`,
        hint: "let frag be the octets before the fragment, divided by 8",
      },
    ];
  },
};
