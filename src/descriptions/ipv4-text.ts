import type { Ipv4Address, MacAddress } from "../contracts/address.js";

/** Dotted decimal without leading zeros (`010` is octal to some programs), or undefined. */
export function parseIpv4(text: string): Ipv4Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  return parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255) ? text : undefined;
}

/** Six hex pairs with colons or dashes, any case, as lower case with colons; or undefined. */
export function parseMac(text: string): MacAddress | undefined {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$|^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i.test(text)) return undefined;
  return text.toLowerCase().replaceAll("-", ":");
}

export const broadcastMac: MacAddress = "ff:ff:ff:ff:ff:ff";

/** The lowest bit of the first octet marks a group (multicast or broadcast) address: never a sender's (IEEE 802-2014 section 8.2.2). */
export function isGroupMac(mac: MacAddress): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** The address as an unsigned 32-bit number, most significant octet first. */
export function ipv4ToNumber(address: Ipv4Address): number {
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function numberToIpv4(value: number): Ipv4Address {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

/** Whether both lie in one network of `prefixLength` bits. */
export function isSameNetwork(a: Ipv4Address, b: Ipv4Address, prefixLength: number): boolean {
  const size = 2 ** (32 - prefixLength);
  return Math.floor(ipv4ToNumber(a) / size) === Math.floor(ipv4ToNumber(b) / size);
}

/** Blocks no public host answers from (RFC 6890 and the IANA special-purpose registry), with what they are for. */
const specialBlocks: readonly { readonly block: string; readonly bits: number; readonly what: string }[] = [
  { block: "0.0.0.0", bits: 8, what: "this network" },
  { block: "10.0.0.0", bits: 8, what: "private use" },
  { block: "100.64.0.0", bits: 10, what: "shared address space" },
  { block: "127.0.0.0", bits: 8, what: "loopback" },
  { block: "169.254.0.0", bits: 16, what: "link-local" },
  { block: "172.16.0.0", bits: 12, what: "private use" },
  { block: "192.0.0.0", bits: 24, what: "protocol assignments" },
  { block: "192.0.2.0", bits: 24, what: "documentation" },
  { block: "192.31.196.0", bits: 24, what: "AS112" },
  { block: "192.52.193.0", bits: 24, what: "automatic multicast tunneling" },
  { block: "192.88.99.0", bits: 24, what: "6to4 relays" },
  { block: "192.168.0.0", bits: 16, what: "private use" },
  { block: "192.175.48.0", bits: 24, what: "AS112" },
  { block: "198.18.0.0", bits: 15, what: "benchmarking" },
  { block: "198.51.100.0", bits: 24, what: "documentation" },
  { block: "203.0.113.0", bits: 24, what: "documentation" },
  { block: "224.0.0.0", bits: 4, what: "multicast" },
  { block: "255.255.255.255", bits: 32, what: "broadcast" },
  { block: "240.0.0.0", bits: 4, what: "reserved" },
];

/** What a special block is for (`loopback`, `multicast`, …), or undefined for a public unicast address. */
export function specialUse(address: Ipv4Address): string | undefined {
  return specialBlocks.find(({ block, bits }) => isSameNetwork(address, block, bits))?.what;
}

/** Uses under which an address is no single host that a packet can be routed to. */
const unroutable = ["this network", "loopback", "link-local", "multicast", "broadcast", "reserved"];

/** Why no packet can be routed to one host at this address, or undefined. Private and documentation addresses can. */
export function unroutableUse(address: Ipv4Address): string | undefined {
  const use = specialUse(address);
  return use !== undefined && unroutable.includes(use) ? use : undefined;
}
