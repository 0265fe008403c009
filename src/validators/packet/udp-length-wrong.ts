import { layerOf, type NetworkLayer, networkLayerOf } from "../../wire/decoded-frame.js";
import { ipv6HeaderLength } from "../../wire/ipv6.js";
import { udpHeaderLength } from "../../wire/udp.js";
import { carriedFragment } from "../fragment-marks.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const udpLengthWrong: PacketRule = {
  code: "udp-length-wrong",
  level: "packet",
  about: "udp",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A UDP length that differs from what the IP packet carries.",
  why: "Length and packet must agree: with less the rest is lost, with more the receiver drops the datagram.",
  rfc: "RFC 768, Fields; RFC 1122 section 4.1.3; RFC 8200 section 8.1; RFC 9868 section 5",
  example: "the UDP length is 8, the IPv4 packet carries 41 octets",
  check(frame, { profile }) {
    const udp = layerOf(frame.decoded, "udp");
    const network = networkLayerOf(frame.decoded);
    // The first fragment has the length of the whole datagram.
    if (udp === undefined || network === undefined || carriedFragment(frame.decoded) !== undefined)
      return noFaults;
    const carried = announcedEnd(network) - udp.offset;
    if (carried < 0 || udp.header.length === carried) return noFaults;
    // A datagram too long for the field has 0 there (RFC 2675 section 4).
    if (udp.header.length === 0 && network.protocol === "ipv6" && carried > longestDatagram) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "udp",
        field: "length",
        // Octets behind the datagram may be options (RFC 9868): seldom, but no fault.
        ...(profile === "real" && isWithin(udp.header.length, carried) ? { severity: "note" as const } : {}),
        message: `the UDP length is ${udp.header.length}, the ${network.protocol === "ipv4" ? "IPv4" : "IPv6"} packet carries ${carried} octets`,
        hint: "leave len out of UDP: it is computed",
      },
    ];
  },
};

const longestDatagram = 65_535;

function isWithin(length: number, carried: number): boolean {
  return length >= udpHeaderLength && length < carried;
}

/** Where the packet ends, as its own length says: octets from the start of the frame. */
function announcedEnd(network: NetworkLayer): number {
  return network.protocol === "ipv4"
    ? network.offset + network.header.totalLength
    : network.offset + ipv6HeaderLength + network.header.payloadLength;
}
