export type LayerName =
  | "ethernet"
  | "vlan"
  | "sll"
  | "loopback"
  | "arp"
  | "ipv4"
  | "ipv6"
  | "icmpv4"
  | "icmpv6"
  | "udp"
  | "tcp"
  | "dns"
  | "dhcp"
  | "http"
  | "raw";

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

/** `tcp: bad-length at octet 46 (needs 24 octets, has 12, limited by frame)`. */
export function formatDecodeError(error: DecodeError): string {
  const reasons: string[] = [];
  if (error.needed !== undefined) reasons.push(`needs ${error.needed} octets`);
  if (error.available !== undefined) reasons.push(`has ${error.available}`);
  if (error.limitedBy !== undefined) reasons.push(`limited by ${error.limitedBy}`);
  const why = reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
  return `${error.layer}: ${error.code} at octet ${error.offset}${why}`;
}
