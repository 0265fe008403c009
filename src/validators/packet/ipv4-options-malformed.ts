import { layerOf } from "../../wire/decoded-frame.js";
import { decodeIpv4Options, type Ipv4Option, ipv4OptionTypes } from "../../wire/ipv4-options.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv4OptionsMalformed: PacketRule = {
  code: "ipv4-options-malformed",
  level: "packet",
  about: "ipv4",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "IPv4 options whose lengths lead out of the header, or whose pointer lies within what is fixed.",
  why: "A router cannot tell where the next option begins, and answers with a parameter problem.",
  rfc: "RFC 791 section 3.1; RFC 1122 section 3.2.1.8",
  example: "the IPv4 option 7 at octet 0 of the options leads out of the header",
  check(frame) {
    const options = layerOf(frame.decoded, "ipv4")?.header.options;
    if (options === undefined || options.length === 0) return noFaults;
    const read = decodeIpv4Options(options);
    const bad = read.options.find((option) => hasBadPointer(option));
    if (read.malformedAt === undefined && bad === undefined) return noFaults;
    const message =
      bad === undefined
        ? `the IPv4 option ${options[read.malformedAt ?? 0] ?? 0} at octet ${read.malformedAt ?? 0} of the options leads out of the header`
        : `the IPv4 option ${bad.type} at octet ${bad.offset} of the options has the pointer ${bad.data[0] ?? "none"}`;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv4",
        field: "options",
        message,
        hint: "leave options out of IP",
      },
    ];
  },
};

/** Where the first address or timestamp of an option stands, counted from 1 at its type. */
const firstPointers: ReadonlyMap<number, number> = new Map<number, number>([
  [ipv4OptionTypes.recordRoute, 4],
  [ipv4OptionTypes.looseSourceRoute, 4],
  [ipv4OptionTypes.strictSourceRoute, 4],
  [ipv4OptionTypes.timestamp, 5],
]);

function hasBadPointer({ type, data }: Ipv4Option): boolean {
  const first = firstPointers.get(type);
  return first !== undefined && (data[0] ?? 0) < first;
}
