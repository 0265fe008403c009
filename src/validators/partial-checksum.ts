import type { Ipv4Layer } from "../wire/decoded-frame.js";
import { ipv4Number } from "./address-classes.js";

/**
 * Whether a transport checksum is what a stack leaves for the network card to complete: the sum of the pseudo-header
 * (RFC 9293 section 3.1), not complemented. Some drivers leave zero instead. Anything else is simply wrong.
 */
export function isPartialChecksum(checksum: number, ipv4: Ipv4Layer): boolean {
  if (checksum === 0) return true;
  const source = ipv4Number(ipv4.header.source);
  const destination = ipv4Number(ipv4.header.destination);
  if (source === undefined || destination === undefined) return false;
  let sum =
    Math.floor(source / 0x10000) +
    (source % 0x10000) +
    Math.floor(destination / 0x10000) +
    (destination % 0x10000) +
    ipv4.header.protocol +
    ipv4.payloadLength;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return checksum === sum;
}
