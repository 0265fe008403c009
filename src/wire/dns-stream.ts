/** DNS over TCP (RFC 1035 section 4.2.2, RFC 7766 section 8): each message after its length in 2 octets. */
import { readU16 } from "./bytes.js";
import { decodeDns, type DnsDecode } from "./decode-dns.js";

/** Octets of the length before each message. */
export const dnsLengthLength = 2;

export interface DnsStreamMessage {
  /** Of the message, after its length, in octets from the start of the stream. */
  readonly offset: number;
  /** Octets, as the length says. */
  readonly length: number;
  readonly decoded: DnsDecode;
}

export interface DnsStream {
  readonly messages: readonly DnsStreamMessage[];
  /** Octets after the last whole message. */
  readonly leftOver: number;
  /** Octets that the message begun there still lacks, its length field with it; 0 where none is begun. */
  readonly missing: number;
}

/** Messages of one direction in `bytes[start, end)`, which begins at a length field. */
export function readDnsStream(bytes: Uint8Array, start = 0, end = bytes.length): DnsStream {
  const messages: DnsStreamMessage[] = [];
  let at = start;
  while (end - at >= dnsLengthLength) {
    const length = readU16(bytes, at);
    const offset = at + dnsLengthLength;
    if (offset + length > end) break;
    messages.push({ offset, length, decoded: decodeDns(bytes, offset, offset + length) });
    at = offset + length;
  }
  const leftOver = end - at;
  const needed = leftOver < dnsLengthLength ? dnsLengthLength : dnsLengthLength + readU16(bytes, at);
  return { messages, leftOver, missing: leftOver === 0 ? 0 : needed - leftOver };
}
