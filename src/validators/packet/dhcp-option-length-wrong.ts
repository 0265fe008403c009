import { layerOf } from "../../wire/decoded-frame.js";
import type { DhcpOption } from "../../wire/dhcp.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

/** Octets of each option: exactly so many, or a multiple of them and at least one (RFC 2132). */
const exactly: ReadonlyMap<number, number> = new Map([
  [1, 4],
  [28, 4],
  [50, 4],
  [51, 4],
  [52, 1],
  [53, 1],
  [54, 4],
  [57, 2],
  [58, 4],
  [59, 4],
]);
const multiples: ReadonlyMap<number, number> = new Map([
  [3, 4],
  [4, 4],
  [6, 4],
  [33, 8],
  [42, 4],
  [44, 4],
]);

export const dhcpOptionLengthWrong: PacketRule = {
  code: "dhcp-option-length-wrong",
  level: "packet",
  about: "dhcp",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A DHCP option whose length its code does not allow.",
  why: "Addresses have 4 octets, times 4, the message type 1: a receiver ignores the option, or the message.",
  rfc: "RFC 2132 sections 3 and 9",
  example: "DHCP option 53 has 2 octets; it must have 1",
  check(frame) {
    const dhcp = layerOf(frame.decoded, "dhcp")?.message;
    for (const option of dhcp?.options ?? []) {
      const wanted = wantedLength(option);
      if (wanted === undefined) continue;
      const { code, data } = option;
      return [
        {
          frames: [frame.frameNumber],
          layer: "dhcp",
          field: "options",
          message: `DHCP option ${code} has ${data.length} octets; it must have ${wanted}`,
          hint: "write addresses as text and times as numbers of seconds",
          filter: `dhcp.option.type == ${code}`,
        },
      ];
    }
    return noFaults;
  },
};

/** What the length should have been; undefined where it is legal. */
function wantedLength({ code, data }: DhcpOption): string | undefined {
  const exact = exactly.get(code);
  if (exact !== undefined) return data.length === exact ? undefined : `${exact}`;
  const unit = multiples.get(code);
  if (unit === undefined || (data.length > 0 && data.length % unit === 0)) return undefined;
  return `a multiple of ${unit}`;
}
