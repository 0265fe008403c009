import { ipv4Flags } from "../../wire/ipv4.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const fragmentNotAllowed: PacketRule = {
  code: "fragment-not-allowed",
  level: "packet",
  about: "ipv4",
  // Linux keeps the mark on fragments that it put together and cuts again.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A fragment with the flag that forbids fragmentation.",
  why: "A packet that must not be fragmented is dropped where it does not fit; none of its pieces can exist.",
  rfc: "RFC 791 section 2.3",
  example: "the packet is a fragment, though DF is set",
  check(frame) {
    const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
    if (ipv4 === undefined || (ipv4.flags & ipv4Flags.dontFragment) === 0) return noFaults;
    if (ipv4.fragmentOffset === 0 && (ipv4.flags & ipv4Flags.moreFragments) === 0) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv4",
        field: "flags",
        message: "the packet is a fragment, though DF is set",
        hint: 'leave "DF" out of the flags of fragments',
        filter: "ip.flags.df == 1 && (ip.flags.mf == 1 || ip.frag_offset > 0)",
      },
    ];
  },
};
