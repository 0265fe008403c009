/**
 * Ethernet II and IEEE 802.3 frames, without preamble and frame check sequence: 14 octets of header, then the payload.
 * No VLAN tag is taken apart yet: like every EtherType without a codec it survives as a number with a raw payload.
 */
import type { MacAddress } from "../contracts/address.js";

/** EtherTypes this code names; any other number is just as legal. */
export const etherTypes = { ipv4: 0x0800, arp: 0x0806, vlan: 0x8100, ipv6: 0x86dd } as const;

/** Values up to this one are not EtherTypes but IEEE 802.3 lengths. */
export const maximumEthernetLength = 1500;

export const ethernetHeaderLength = 14;

/** What an author sets. Text addresses have six hex octets; bytes go out verbatim, whatever their number. */
export interface EthernetFields {
  readonly destination?: MacAddress | Uint8Array;
  readonly source?: MacAddress | Uint8Array;
  /** 16 bits: an EtherType, or an IEEE 802.3 length up to 1500. */
  readonly etherType?: number;
}

export interface EthernetHeader {
  readonly destination: MacAddress;
  readonly source: MacAddress;
  /** 16 bits: an EtherType, or an IEEE 802.3 length up to 1500. */
  readonly etherType: number;
}
