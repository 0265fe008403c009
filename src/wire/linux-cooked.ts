/**
 * Linux cooked captures, of the `any` device (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and _SLL2.html): 16
 * octets in version 1, 20 in version 2, in place of the link's own header.
 */
import { formatHardwareAddress } from "./address-text.js";
import { readU16, readU32, writeU16, writeU32 } from "./bytes.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

/** Who the frame was for, as seen by the capturing host. */
export const cookedPacketTypes = { toUs: 0, broadcast: 1, multicast: 2, toOther: 3, fromUs: 4 } as const;

export const cookedHeaderLengths = { 1: 16, 2: 20 } as const;

export interface LinuxCookedFields {
  readonly packetType?: number;
  /** ARPHRD number of the device: 1 for Ethernet, 772 for loopback. */
  readonly hardwareType?: number;
  /** Up to 8 octets. */
  readonly address?: Uint8Array;
  /** As the header says; unset: as many octets as `address` has. */
  readonly addressLength?: number;
  /** EtherType of what follows. */
  readonly protocolType?: number;
  /** Version 2 only. */
  readonly interfaceIndex?: number;
}

export interface LinuxCookedHeader {
  readonly version: 1 | 2;
  readonly packetType: number;
  readonly hardwareType: number;
  /** Octets that the sender's address has, as the header says; at most 8 of them are there. */
  readonly addressLength: number;
  /** Hex octets with colons: a MAC address where they are 6. */
  readonly address: string;
  readonly protocolType: number;
  /** 0 in version 1, which has none. */
  readonly interfaceIndex: number;
}

const addressRoom = 8;

export function decodeLinuxCooked(
  bytes: Uint8Array,
  version: 1 | 2,
  offset = 0,
  end = bytes.length,
): HeaderDecode<LinuxCookedHeader> {
  const headerLength = cookedHeaderLengths[version];
  if (end - offset < headerLength) return truncatedHeader("sll", offset, headerLength, end - offset);
  const isFirst = version === 1;
  const addressLength = isFirst ? readU16(bytes, offset + 4) : (bytes[offset + 11] ?? 0);
  const addressOffset = offset + (isFirst ? 6 : 12);
  return {
    header: {
      version,
      packetType: isFirst ? readU16(bytes, offset) : (bytes[offset + 10] ?? 0),
      hardwareType: readU16(bytes, offset + (isFirst ? 2 : 8)),
      addressLength,
      address: formatHardwareAddress(bytes, addressOffset, Math.min(addressLength, addressRoom)),
      protocolType: readU16(bytes, offset + (isFirst ? 14 : 0)),
      interfaceIndex: isFirst ? 0 : readU32(bytes, offset + 4),
    },
    headerLength,
  };
}

/** Header and payload; unset fields are zero. */
export function encodeLinuxCooked(
  version: 1 | 2,
  fields: LinuxCookedFields,
  payload: Uint8Array,
): Uint8Array {
  const headerLength = cookedHeaderLengths[version];
  const bytes = new Uint8Array(headerLength + payload.length);
  const address = (fields.address ?? new Uint8Array(0)).subarray(0, addressRoom);
  const addressLength = fields.addressLength ?? address.length;
  if (version === 1) {
    writeU16(bytes, 0, fields.packetType ?? 0);
    writeU16(bytes, 2, fields.hardwareType ?? 0);
    writeU16(bytes, 4, addressLength);
    bytes.set(address, 6);
    writeU16(bytes, 14, fields.protocolType ?? 0);
  } else {
    writeU16(bytes, 0, fields.protocolType ?? 0);
    writeU32(bytes, 4, fields.interfaceIndex ?? 0);
    writeU16(bytes, 8, fields.hardwareType ?? 0);
    bytes[10] = fields.packetType ?? 0;
    bytes[11] = addressLength;
    bytes.set(address, 12);
  }
  bytes.set(payload, headerLength);
  return bytes;
}
