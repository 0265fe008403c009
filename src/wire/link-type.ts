/**
 * Link types of capture files (https://www.tcpdump.org/linktypes.html): what a frame starts with. Any other number is
 * kept and decodes as raw octets.
 */
export const linkTypes = {
  ethernet: 1,
  /** Raw IP, the version in the first four bits. */
  raw: 101,
  /** Raw IPv4. */
  ipv4: 228,
  ipv6: 229,
} as const;

/** `Ethernet`, `raw IP`, … or `link type 147`. */
export function formatLinkType(linkType: number): string {
  switch (linkType) {
    case linkTypes.ethernet:
      return "Ethernet";
    case linkTypes.raw:
      return "raw IP";
    case linkTypes.ipv4:
      return "raw IPv4";
    case linkTypes.ipv6:
      return "raw IPv6";
    default:
      return `link type ${linkType}`;
  }
}
