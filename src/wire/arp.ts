/** Address Resolution Protocol (RFC 826): 8 octets of fixed fields, then four addresses of the announced lengths. */

export const arpOperations = { request: 1, reply: 2 } as const;

export const arpHardwareTypes = { ethernet: 1 } as const;

/** What an author sets. Text: hex octets with colons, or dotted decimal; bytes go out verbatim, whatever their number. */
export interface ArpFields {
  readonly hardwareType?: number;
  readonly protocolType?: number;
  /** Octets of a hardware address; unset: as many as `senderHardwareAddress` has. */
  readonly hardwareLength?: number;
  /** Octets of a protocol address; unset: as many as `senderProtocolAddress` has. */
  readonly protocolLength?: number;
  readonly operation?: number;
  readonly senderHardwareAddress?: string | Uint8Array;
  readonly senderProtocolAddress?: string | Uint8Array;
  readonly targetHardwareAddress?: string | Uint8Array;
  readonly targetProtocolAddress?: string | Uint8Array;
}

export interface ArpHeader {
  readonly hardwareType: number;
  readonly protocolType: number;
  readonly hardwareLength: number;
  readonly protocolLength: number;
  readonly operation: number;
  /** Hex octets with colons, as many as `hardwareLength` says: a MAC address where that is 6. */
  readonly senderHardwareAddress: string;
  /** Dotted decimal where `protocolLength` is 4, otherwise hex octets with colons. */
  readonly senderProtocolAddress: string;
  readonly targetHardwareAddress: string;
  readonly targetProtocolAddress: string;
}
