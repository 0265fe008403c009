export type LayerName = "ethernet" | "arp" | "ipv4" | "udp" | "tcp" | "dns" | "http" | "raw";

/**
 * `truncated`: the frame ends before the field does. `bad-length`: a length field contradicts its own header.
 * `bad-version`: not the version of the layer. `bad-name`: a DNS name breaks RFC 1035. `pointer-loop`: a DNS name's
 * pointers do not lead strictly backwards. `malformed`: anything else that the grammar refuses.
 */
export type DecodeErrorCode =
  "truncated" | "bad-length" | "bad-version" | "bad-name" | "pointer-loop" | "malformed";

/** Why a decoder stopped: a value, never thrown. Lengths explain themselves. */
export interface DecodeError {
  readonly code: DecodeErrorCode;
  readonly layer: LayerName;
  /** Octets from the start of the frame (or of the message, where that was decoded by itself) to the place. */
  readonly offset: number;
  /** Octets that would be needed at `offset`. */
  readonly needed?: number;
  /** Octets there are at `offset`. */
  readonly available?: number;
  /** The field that asked for too much or allowed too little: `ipv4.totalLength`, or `frame`. */
  readonly limitedBy?: string;
}
