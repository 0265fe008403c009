import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv4LengthWrong: PacketRule = {
  code: "ipv4-length-wrong",
  level: "packet",
  about: "ipv4",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds:
    "An IPv4 total length shorter than its own header, or longer than the frame that carries the packet.",
  why: "The total length says where the packet ends: a receiver drops one that contradicts the frame.",
  rfc: "RFC 791 section 3.1; RFC 1122 section 3.2.1",
  example: "the IPv4 total length is 1500, the frame has room for 46 octets",
  check(frame, context) {
    const ipv4 = layerOf(frame.decoded, "ipv4");
    if (ipv4 === undefined) return noFaults;
    const { totalLength, ihl } = ipv4.header;
    // Segmentation offload: the stack hands a packet of more than 65,535 octets to the card with a length of 0.
    if (totalLength === 0 && context.profile === "real") return noFaults;
    const room = frame.decoded.length - ipv4.offset;
    if (totalLength >= ihl * 4 && totalLength <= room) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv4",
        field: "totalLength",
        message:
          totalLength < ihl * 4
            ? `the IPv4 total length is ${totalLength}, its header alone has ${ihl * 4} octets`
            : `the IPv4 total length is ${totalLength}, the frame has room for ${room} octets`,
        hint: "leave len out of IP: it is computed",
      },
    ];
  },
};
