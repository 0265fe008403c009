import { formatIpv4, formatIpv6 } from "../../wire/address-text.js";
import { ipv4HeaderLength } from "../../wire/ipv4.js";
import { ipv6HeaderLength } from "../../wire/ipv6.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const bareIpOnEthernet: PacketRule = {
  code: "bare-ip-on-ethernet",
  level: "packet",
  about: "ethernet",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "An IP packet without Ethernet header in a capture whose link type says Ethernet.",
  why: "A capture has one link type. Every reader takes the packet's first 14 octets for addresses and type, and sees nothing of what it carries.",
  rfc: "IETF draft-ietf-opsawg-pcap, Section 4",
  example:
    "the frame begins with an IPv4 header (192.0.2.1 to 198.51.100.7), the capture's link type is Ethernet",
  check(frame) {
    const { bytes, length } = frame.decoded;
    const version = beginsWithIpv4Header(bytes, length) ? 4 : beginsWithIpv6Header(bytes, length) ? 6 : 0;
    if (version === 0) return noFaults;
    const source = version === 4 ? formatIpv4(bytes, 12) : formatIpv6(bytes, 8);
    const destination = version === 4 ? formatIpv4(bytes, 16) : formatIpv6(bytes, 24);
    return [
      {
        frames: [frame.frameNumber],
        layer: "ethernet",
        message: `the frame begins with an IPv${version} header (${source} to ${destination}), the capture's link type is Ethernet`,
        hint: "give every packet an Ether layer, or none",
      },
    ];
  },
};

/**
 * Version, header length and total length must all fit: an Ethernet address that begins with 45 is rare, and one whose
 * third and fourth octets are the frame's length is not seen.
 */
function beginsWithIpv4Header(bytes: Uint8Array, length: number): boolean {
  if (bytes.length < ipv4HeaderLength || bytes[0] !== 0x45) return false;
  const totalLength = (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0);
  return totalLength === length || (totalLength >= ipv4HeaderLength && totalLength <= length && length <= 60);
}

/** Version and payload length must fit. */
function beginsWithIpv6Header(bytes: Uint8Array, length: number): boolean {
  if (bytes.length < ipv6HeaderLength || (bytes[0] ?? 0) >>> 4 !== 6) return false;
  return (bytes[4] ?? 0) * 256 + (bytes[5] ?? 0) === length - ipv6HeaderLength;
}
