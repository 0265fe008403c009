/** Transmission Control Protocol segments (RFC 9293): 20 octets of header, up to 40 of options, then the payload. */
import type { TcpOption } from "./tcp-options.js";

/** Bits of `flags`, 9 of them (the ninth is RFC 3540's, now reserved). */
export const tcpFlags = {
  fin: 0x001,
  syn: 0x002,
  rst: 0x004,
  psh: 0x008,
  ack: 0x010,
  urg: 0x020,
  ece: 0x040,
  cwr: 0x080,
  ns: 0x100,
} as const;

export const tcpHeaderLength = 20;

/** What an author sets; an unset data offset and checksum are computed. */
export interface TcpFields {
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly sequenceNumber?: number;
  readonly acknowledgmentNumber?: number;
  /** Header length in 32-bit words, 4 bits. */
  readonly dataOffset?: number;
  /** The 3 bits between data offset and flags. */
  readonly reserved?: number;
  /** 9 bits, see `tcpFlags`. */
  readonly flags?: number;
  readonly window?: number;
  readonly checksum?: number;
  readonly urgentPointer?: number;
  /** In the order of the wire; zero-padded to a multiple of 4 octets. */
  readonly options?: readonly TcpOption[];
}

export interface TcpHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequenceNumber: number;
  readonly acknowledgmentNumber: number;
  /** Header length in 32-bit words, as the header says. */
  readonly dataOffset: number;
  readonly reserved: number;
  readonly flags: number;
  readonly window: number;
  readonly checksum: number;
  readonly urgentPointer: number;
  /** In the order of the wire, without the zero padding after `end`. */
  readonly options: readonly TcpOption[];
  /** The option octets as they are, padding included. */
  readonly optionBytes: Uint8Array;
}
