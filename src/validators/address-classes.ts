import type { Ipv4Address, MacAddress } from "../contracts/address.js";

/**
 * Which addresses can stand where. Ranges of RFC 6890 (special-purpose addresses) and RFC 1122 section 3.2.1.3 (what may
 * not be a source); nothing else is judged, since documentation and private ranges are what labs and examples use.
 */
export type Ipv4Class = "ordinary" | "this-network" | "loopback" | "multicast" | "reserved" | "broadcast";

/** The address as an unsigned 32-bit number; undefined when it is not four decimal octets. */
export function ipv4Number(address: Ipv4Address): number | undefined {
  let value = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  // By character codes: addresses are classified for every packet.
  for (let index = 0; index < address.length; index += 1) {
    const digit = address.charCodeAt(index) - 0x30;
    if (digit >= 0 && digit <= 9 && digits < 3) {
      octet = octet * 10 + digit;
      digits += 1;
    } else if (digit === dotCode && digits > 0 && octet <= 255 && dots < 3) {
      value = value * 256 + octet;
      octet = 0;
      digits = 0;
      dots += 1;
    } else return undefined;
  }
  return dots === 3 && digits > 0 && octet <= 255 ? value * 256 + octet : undefined;
}

const dotCode = 0x2e - 0x30;

export function classifyIpv4(address: Ipv4Address): Ipv4Class {
  const value = ipv4Number(address);
  if (value === undefined) return "reserved";
  if (value === 0xffffffff) return "broadcast";
  const first = Math.floor(value / 0x1000000);
  if (first === 0) return "this-network";
  if (first === 127) return "loopback";
  if (first >= 240) return "reserved";
  if (first >= 224) return "multicast";
  return "ordinary";
}

const classWords: Readonly<Record<Ipv4Class, string>> = {
  ordinary: "an ordinary unicast address",
  "this-network": 'in 0.0.0.0/8, "this network"',
  loopback: "a loopback address",
  multicast: "a multicast address",
  reserved: "in the reserved range 240.0.0.0/4",
  broadcast: "the limited broadcast address",
};

/** `a multicast address`, for messages. */
export function describeIpv4Class(address: Ipv4Address): string {
  return classWords[classifyIpv4(address)];
}

/** Whether two addresses share their first `prefixLength` bits; false where either is no address. */
export function inSameNetwork(one: Ipv4Address, other: Ipv4Address, prefixLength: number): boolean {
  const a = ipv4Number(one);
  const b = ipv4Number(other);
  if (a === undefined || b === undefined) return false;
  const size = 2 ** (32 - prefixLength);
  return Math.floor(a / size) === Math.floor(b / size);
}

export const broadcastMac: MacAddress = "ff:ff:ff:ff:ff:ff";
export const zeroMac: MacAddress = "00:00:00:00:00:00";

/** The group bit is the lowest bit of the first octet (IEEE 802, section 8.2): of its second hexadecimal digit. */
export function isGroupMac(mac: MacAddress): boolean {
  const digit = mac.charCodeAt(1);
  // The letters a, c, e are even digits with odd codes.
  return digit >= 0x41 ? (digit & 1) === 0 : (digit & 1) === 1;
}

/** Whether a network card can have it: six octets, no group bit, not all zero. */
export function isUnicastMac(mac: MacAddress): boolean {
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac) && !isGroupMac(mac) && mac !== zeroMac;
}

export function sameMac(one: MacAddress, other: MacAddress): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
