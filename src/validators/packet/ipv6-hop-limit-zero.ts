import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv6HopLimitZero: PacketRule = {
  code: "ipv6-hop-limit-zero",
  level: "packet",
  about: "ipv6",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An IPv6 packet with a hop limit of 0.",
  why: "A node that forwards decrements the limit and discards the packet at 0: none reaches a link.",
  rfc: "RFC 8200 section 3",
  example: "the hop limit is 0",
  check(frame) {
    const ipv6 = layerOf(frame.decoded, "ipv6");
    if (ipv6 === undefined || ipv6.header.hopLimit !== 0) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv6",
        field: "hopLimit",
        message: "the hop limit is 0",
        hint: "leave hlim out of IPv6, or set it above 0",
        filter: "ipv6.hlim == 0",
      },
    ];
  },
};
