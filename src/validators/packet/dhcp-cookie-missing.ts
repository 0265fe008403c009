import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dhcpCookieMissing: PacketRule = {
  code: "dhcp-cookie-missing",
  level: "packet",
  about: "dhcp",
  // Plain BOOTP has its own cookies, or none.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A message between the DHCP ports without the magic cookie before its options.",
  why: "63 82 53 63 says that options follow: without it nobody finds the message type, and it is BOOTP at best.",
  rfc: "RFC 2131 section 3; RFC 1497",
  example: "the DHCP message has no magic cookie",
  check(frame) {
    const dhcp = layerOf(frame.decoded, "dhcp")?.message;
    if (dhcp === undefined || dhcp.hasOptions || frame.decoded.bytes.length < frame.decoded.length)
      return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dhcp",
        field: "options",
        message: "the DHCP message has no magic cookie",
        hint: 'put DHCP(options=[("message-type", "discover"), "end"]) behind BOOTP',
      },
    ];
  },
};
