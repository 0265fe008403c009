/** Which IPv6 addresses can stand where (RFC 4291 section 2). Addresses are RFC 5952 text. */
export type Ipv6Class = "ordinary" | "unspecified" | "loopback" | "multicast" | "ipv4-mapped";

export function classifyIpv6(address: string): Ipv6Class {
  if (address === "::") return "unspecified";
  if (address === "::1") return "loopback";
  if (address.startsWith("ff")) return "multicast";
  // RFC 4038 section 4.2: such addresses stand for IPv4 within a host, never on a link.
  if (address.startsWith("::ffff:")) return "ipv4-mapped";
  return "ordinary";
}

const classWords: Readonly<Record<Ipv6Class, string>> = {
  ordinary: "an ordinary unicast address",
  unspecified: "the unspecified address",
  loopback: "the loopback address",
  multicast: "a multicast address",
  "ipv4-mapped": "an IPv4-mapped address",
};

/** `a multicast address`, for messages. */
export function describeIpv6Class(address: string): string {
  return classWords[classifyIpv6(address)];
}

/** fe80::/10. */
export function isLinkLocalIpv6(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/.test(address);
}

/** The scope of a multicast address (RFC 4291 section 2.7), a hexadecimal digit; undefined for any other address. */
export function multicastScope(address: string): number | undefined {
  return /^ff[0-9a-f]{2}:/.test(address) ? Number.parseInt(address.charAt(3), 16) : undefined;
}
