import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

/** Highest code of each type of ICMP (IANA, "ICMP Type Numbers"); other types have codes of their own or none. */
const icmpv4Codes: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [3, 15],
  [4, 0],
  [5, 3],
  [8, 0],
  [11, 1],
  [12, 2],
  [13, 0],
  [14, 0],
  [17, 0],
  [18, 0],
]);

/** The same of ICMPv6 (IANA, "ICMPv6 Parameters"). */
const icmpv6Codes: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [2, 0],
  [3, 1],
  [4, 10],
  [128, 0],
  [129, 0],
  [133, 0],
  [134, 0],
  [135, 0],
  [136, 0],
  [137, 0],
]);

export const icmpCodeUnknown: PacketRule = {
  code: "icmp-code-unknown",
  level: "packet",
  about: ["icmpv4", "icmpv6"],
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An ICMP or ICMPv6 message with a code that its type does not have.",
  why: "The code says what a message of that type is about; a receiver discards neighbor discovery with another one, and cannot tell what an error means.",
  rfc: "RFC 792; RFC 4443 section 3; RFC 4861 section 4",
  example: "ICMP type 8 has no code 5",
  check(frame) {
    const icmp = layerOf(frame.decoded, "icmpv4") ?? layerOf(frame.decoded, "icmpv6");
    if (icmp === undefined) return noFaults;
    const { type, code } = icmp.header;
    const isVersion4 = icmp.protocol === "icmpv4";
    const highest = (isVersion4 ? icmpv4Codes : icmpv6Codes).get(type);
    if (highest === undefined || code <= highest) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: icmp.protocol,
        field: "code",
        message: `${isVersion4 ? "ICMP" : "ICMPv6"} type ${type} has no code ${code}`,
        hint: "leave code out of ICMP",
        filter: `${isVersion4 ? "icmp" : "icmpv6"}.type == ${type} && ${isVersion4 ? "icmp" : "icmpv6"}.code == ${code}`,
      },
    ];
  },
};
