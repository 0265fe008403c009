import { layerOf } from "../../wire/decoded-frame.js";
import { ipv6HeaderLength } from "../../wire/ipv6.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv6PayloadLengthWrong: PacketRule = {
  code: "ipv6-payload-length-wrong",
  level: "packet",
  about: "ipv6",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "An IPv6 payload length longer than the frame that carries the packet.",
  why: "The length says where the packet ends: a receiver drops one that does not fit its frame.",
  rfc: "RFC 8200 section 3",
  example: "the IPv6 payload length is 1400, the frame has room for 64 octets",
  check(frame) {
    const ipv6 = layerOf(frame.decoded, "ipv6");
    if (ipv6 === undefined) return noFaults;
    const room = frame.decoded.length - ipv6.offset - ipv6HeaderLength;
    const { payloadLength } = ipv6.header;
    if (payloadLength <= room) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv6",
        field: "payloadLength",
        message: `the IPv6 payload length is ${payloadLength}, the frame has room for ${Math.max(0, room)} octets`,
        hint: "leave plen out of IPv6: it is computed",
      },
    ];
  },
};
