/**
 * Ethernet II and IEEE 802.3 frames, without preamble and frame check sequence: 14 octets of header, then the payload.
 * An EtherType without a codec survives as a number with a raw payload.
 */
import type { MacAddress } from "../contracts/address.js";
import { formatHardwareAddress, macBytes, writeMac } from "./address-text.js";
import { readU16, writeU16 } from "./bytes.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

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

export function decodeEthernet(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
): HeaderDecode<EthernetHeader> {
  if (end - offset < ethernetHeaderLength) {
    return truncatedHeader("ethernet", offset, ethernetHeaderLength, end - offset);
  }
  return {
    header: {
      destination: formatHardwareAddress(bytes, offset, 6),
      source: formatHardwareAddress(bytes, offset + 6, 6),
      etherType: readU16(bytes, offset + 12),
    },
    headerLength: ethernetHeaderLength,
  };
}

/** Nothing of Ethernet is computed: unset fields are zero. */
export function fillEthernet(fields: EthernetFields): EthernetHeader {
  return {
    destination: formatHardwareAddress(macBytes(fields.destination)),
    source: formatHardwareAddress(macBytes(fields.source)),
    etherType: fields.etherType ?? 0,
  };
}

/** Header and payload; no padding to 60 octets. Throws RangeError for address text that is no MAC address. */
export function encodeEthernet(fields: EthernetFields, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(ethernetHeaderLength + payload.length);
  writeMac(bytes, 0, fields.destination);
  writeMac(bytes, 6, fields.source);
  writeU16(bytes, 12, fields.etherType ?? 0);
  bytes.set(payload, ethernetHeaderLength);
  return bytes;
}
