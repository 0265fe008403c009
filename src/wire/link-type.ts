/**
 * Link types of capture files (https://www.tcpdump.org/linktypes.html): what a frame starts with. Any other number is
 * kept and decodes as raw octets.
 */
export const linkTypes = {
  /** BSD loopback, the address family in the byte order of whoever captured. */
  null: 0,
  ethernet: 1,
  /** Raw IP, the version in the first four bits. */
  raw: 101,
  /** BSD loopback, the address family in network byte order. */
  loop: 108,
  /** Linux cooked capture, version 1. */
  linuxCooked: 113,
  /** Raw IPv4. */
  ipv4: 228,
  ipv6: 229,
  /** Linux cooked capture, version 2. */
  linuxCooked2: 276,
} as const;

/** Numbers that BSDs wrote for raw IP before it had one of its own. */
const oldRawTypes: ReadonlySet<number> = new Set([12, 14]);

/** Raw IP under any of its numbers. */
export function isRawIp(linkType: number): boolean {
  return linkType === linkTypes.raw || oldRawTypes.has(linkType);
}

const names: ReadonlyMap<number, string> = new Map([
  [linkTypes.null, "BSD loopback"],
  [linkTypes.ethernet, "Ethernet"],
  [12, "raw IP"],
  [14, "raw IP"],
  [linkTypes.raw, "raw IP"],
  [linkTypes.loop, "OpenBSD loopback"],
  [linkTypes.linuxCooked, "Linux cooked capture v1"],
  [linkTypes.ipv4, "raw IPv4"],
  [linkTypes.ipv6, "raw IPv6"],
  [linkTypes.linuxCooked2, "Linux cooked capture v2"],
  // Known by name only.
  [6, "Token Ring"],
  [8, "SLIP"],
  [9, "PPP"],
  [10, "FDDI"],
  [50, "PPP in HDLC framing"],
  [51, "PPPoE"],
  [100, "RFC 1483 ATM"],
  [104, "Cisco HDLC"],
  [105, "IEEE 802.11"],
  [107, "Frame Relay"],
  [119, "IEEE 802.11 with Prism header"],
  [122, "IP over Fibre Channel"],
  [127, "IEEE 802.11 with radiotap header"],
  [129, "ARCNET Linux"],
  [163, "IEEE 802.11 with AVS header"],
  [187, "Bluetooth HCI H4"],
  [189, "Linux USB"],
  [192, "Per-Packet Information"],
  [195, "IEEE 802.15.4 with FCS"],
  [201, "Bluetooth HCI H4 with direction"],
  [220, "Linux USB, padded"],
  [227, "SocketCAN"],
  [239, "Netfilter log"],
  [249, "USBPcap"],
  [251, "Bluetooth Low Energy"],
  [253, "Netlink"],
]);

/** `Ethernet`, `raw IP`, … or `link type 147`; of some link types only the name is known. */
export function formatLinkType(linkType: number): string {
  return names.get(linkType) ?? `link type ${linkType}`;
}

/** Whether frames of this link type are taken apart: others are one `raw` layer. */
export function isDecodedLinkType(linkType: number): boolean {
  return Object.values<number>(linkTypes).includes(linkType) || oldRawTypes.has(linkType);
}
