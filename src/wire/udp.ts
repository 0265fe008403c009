/** User Datagram Protocol (RFC 768): 8 octets of header, then the payload. */

export const udpHeaderLength = 8;

/** What an author sets; an unset length and checksum are computed. */
export interface UdpFields {
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Octets of header and payload. */
  readonly length?: number;
  /** 0 says that none was computed. */
  readonly checksum?: number;
}

export interface UdpHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly length: number;
  readonly checksum: number;
}
