/** VLAN tags (IEEE 802.1Q section 9.6): 2 octets of control information after the tag's EtherType, then the next EtherType. */
import { readU16, writeU16 } from "./bytes.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

/** EtherTypes that announce a tag: customer, service provider, and what bridges used before 802.1ad. */
export const vlanTagTypes = { customer: 0x8100, service: 0x88a8, serviceOld: 0x9100 } as const;

export const vlanHeaderLength = 4;

/** What an author sets; unset fields are zero. */
export interface VlanFields {
  /** Priority code point, 3 bits. */
  readonly priority?: number;
  /** Drop eligible indicator, 1 bit. */
  readonly dropEligible?: number;
  /** VLAN identifier, 12 bits. */
  readonly identifier?: number;
  /** EtherType of what follows, or an IEEE 802.3 length. */
  readonly etherType?: number;
}

export interface VlanHeader {
  readonly priority: number;
  readonly dropEligible: number;
  readonly identifier: number;
  readonly etherType: number;
}

/** Whether an EtherType says that a tag follows. */
export function isVlanTagType(etherType: number): boolean {
  return (
    etherType === vlanTagTypes.customer ||
    etherType === vlanTagTypes.service ||
    etherType === vlanTagTypes.serviceOld
  );
}

/** Reads the tag whose control information is at `offset`. */
export function decodeVlan(bytes: Uint8Array, offset = 0, end = bytes.length): HeaderDecode<VlanHeader> {
  if (end - offset < vlanHeaderLength) return truncatedHeader("vlan", offset, vlanHeaderLength, end - offset);
  const control = readU16(bytes, offset);
  return {
    header: {
      priority: control >>> 13,
      dropEligible: (control >>> 12) & 1,
      identifier: control & 0x0fff,
      etherType: readU16(bytes, offset + 2),
    },
    headerLength: vlanHeaderLength,
  };
}

/** The tag and what it carries. */
export function encodeVlan(fields: VlanFields, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(vlanHeaderLength + payload.length);
  const { priority = 0, dropEligible = 0, identifier = 0, etherType = 0 } = fields;
  writeU16(bytes, 0, ((priority & 7) << 13) | ((dropEligible & 1) << 12) | (identifier & 0x0fff));
  writeU16(bytes, 2, etherType);
  bytes.set(payload, vlanHeaderLength);
  return bytes;
}
