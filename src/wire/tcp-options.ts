/** TCP options (RFC 9293 section 3.2, RFC 7323, RFC 2018): kinds, types, decode and encode. */

/** Option kind numbers; any other survives as `unknown`. */
export const tcpOptionKinds = {
  end: 0,
  nop: 1,
  mss: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamp: 8,
} as const;

export interface SackBlock {
  /** First sequence number of the block. */
  readonly left: number;
  /** Sequence number after its last octet. */
  readonly right: number;
}

export type TcpOption =
  | { readonly kind: "end" }
  | { readonly kind: "nop" }
  /** Octets. */
  | { readonly kind: "mss"; readonly value: number }
  /** Shift count. */
  | { readonly kind: "window-scale"; readonly shift: number }
  | { readonly kind: "sack-permitted" }
  | { readonly kind: "sack"; readonly blocks: readonly SackBlock[] }
  | { readonly kind: "timestamp"; readonly value: number; readonly echoReply: number }
  /** A well-formed option of another kind, or a known kind with another length: its number and what follows its length. */
  | { readonly kind: "unknown"; readonly number: number; readonly data: Uint8Array }
  /** Octets verbatim: what follows an option whose length is impossible, or an author's own bytes. */
  | { readonly kind: "raw"; readonly bytes: Uint8Array };
