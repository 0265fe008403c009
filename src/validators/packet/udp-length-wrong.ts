import { ipv4Flags } from "../../wire/ipv4.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const udpLengthWrong: PacketRule = {
  code: "udp-length-wrong",
  level: "packet",
  about: "udp",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A UDP length that differs from what the IPv4 packet carries.",
  why: "Length and packet must agree: with less the rest is lost, with more the receiver drops the datagram.",
  rfc: "RFC 768, Fields; RFC 1122 section 4.1.3",
  example: "the UDP length is 8, the IPv4 packet carries 41 octets",
  check(frame) {
    const ipv4 = layerOf(frame.decoded, "ipv4");
    const udp = layerOf(frame.decoded, "udp");
    if (ipv4 === undefined || udp === undefined) return noFaults;
    // The first fragment has the length of the whole datagram.
    if (ipv4.header.fragmentOffset !== 0 || (ipv4.header.flags & ipv4Flags.moreFragments) !== 0)
      return noFaults;
    const carried = ipv4.header.totalLength - ipv4.header.ihl * 4;
    if (carried < 0 || udp.header.length === carried) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "udp",
        field: "length",
        message: `the UDP length is ${udp.header.length}, the IPv4 packet carries ${carried} octets`,
        hint: "leave len out of UDP: it is computed",
      },
    ];
  },
};
