import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const udpChecksumMissingOverIpv6: PacketRule = {
  code: "udp-checksum-missing-over-ipv6",
  level: "packet",
  about: "udp",
  // Tunnels may do without (RFC 6935), and a card may still have to fill it in.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "checksum",
  finds: "A UDP datagram over IPv6 without checksum.",
  why: "IPv6 has no checksum of its own, so UDP's is not optional: receivers discard a datagram without one.",
  rfc: "RFC 8200 section 8.1; RFC 6935",
  example: "the UDP checksum is 0 over IPv6",
  check(frame) {
    const udp = layerOf(frame.decoded, "udp");
    if (udp?.header.checksum !== 0 || layerOf(frame.decoded, "ipv6") === undefined) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "udp",
        field: "checksum",
        message: "the UDP checksum is 0 over IPv6",
        hint: "leave chksum out of UDP: it is computed",
        filter: "ipv6 && udp.checksum == 0",
      },
    ];
  },
};
