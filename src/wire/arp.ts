/** Address Resolution Protocol (RFC 826): 8 octets of fixed fields, then four addresses of the announced lengths. */
import { anyAddressBytes, formatHardwareAddress, formatIpv4 } from "./address-text.js";
import { noBytes, readU16, writeU16 } from "./bytes.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

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

const fixedLength = 8;

export function decodeArp(bytes: Uint8Array, offset = 0, end = bytes.length): HeaderDecode<ArpHeader> {
  const available = end - offset;
  if (available < fixedLength) return truncatedHeader("arp", offset, fixedLength, available);
  const hardwareLength = bytes[offset + 4] ?? 0;
  const protocolLength = bytes[offset + 5] ?? 0;
  const needed = fixedLength + 2 * (hardwareLength + protocolLength);
  if (available < needed) {
    const limitedBy = available < fixedLength + 20 ? "frame" : "arp.hardwareLength and arp.protocolLength";
    return {
      headerLength: 0,
      error: { code: "truncated", layer: "arp", offset, needed, available, limitedBy },
    };
  }
  const senderProtocol = offset + fixedLength + hardwareLength;
  const targetHardware = senderProtocol + protocolLength;
  const targetProtocol = targetHardware + hardwareLength;
  return {
    header: {
      hardwareType: readU16(bytes, offset),
      protocolType: readU16(bytes, offset + 2),
      hardwareLength,
      protocolLength,
      operation: readU16(bytes, offset + 6),
      senderHardwareAddress: formatHardwareAddress(bytes, offset + fixedLength, hardwareLength),
      senderProtocolAddress: formatProtocolAddress(bytes, senderProtocol, protocolLength),
      targetHardwareAddress: formatHardwareAddress(bytes, targetHardware, hardwareLength),
      targetProtocolAddress: formatProtocolAddress(bytes, targetProtocol, protocolLength),
    },
    headerLength: needed,
  };
}

function formatProtocolAddress(bytes: Uint8Array, offset: number, length: number): string {
  return length === 4 ? formatIpv4(bytes, offset) : formatHardwareAddress(bytes, offset, length);
}

/**
 * Unset: Ethernet and IPv4 as types, the sender addresses' own lengths, addresses of zeros in the lengths of Ethernet and
 * IPv4, operation 0. Throws RangeError for address text that is none.
 */
export function fillArp(fields: ArpFields): ArpHeader {
  const senderHardware = hardwareBytes(fields.senderHardwareAddress);
  const senderProtocol = protocolBytes(fields.senderProtocolAddress);
  const targetProtocol = protocolBytes(fields.targetProtocolAddress);
  return {
    hardwareType: fields.hardwareType ?? arpHardwareTypes.ethernet,
    protocolType: fields.protocolType ?? 0x0800,
    hardwareLength: fields.hardwareLength ?? senderHardware.length,
    protocolLength: fields.protocolLength ?? senderProtocol.length,
    operation: fields.operation ?? 0,
    senderHardwareAddress: formatHardwareAddress(senderHardware),
    senderProtocolAddress: formatProtocolAddress(senderProtocol, 0, senderProtocol.length),
    targetHardwareAddress: formatHardwareAddress(hardwareBytes(fields.targetHardwareAddress)),
    targetProtocolAddress: formatProtocolAddress(targetProtocol, 0, targetProtocol.length),
  };
}

/** The packet, and the payload after it. Throws RangeError for address text that is none. */
export function encodeArp(fields: ArpFields, payload: Uint8Array = noBytes): Uint8Array {
  const senderHardware = hardwareBytes(fields.senderHardwareAddress);
  const senderProtocol = protocolBytes(fields.senderProtocolAddress);
  const targetHardware = hardwareBytes(fields.targetHardwareAddress);
  const targetProtocol = protocolBytes(fields.targetProtocolAddress);
  const targetOffset = fixedLength + senderHardware.length + senderProtocol.length;
  const length = targetOffset + targetHardware.length + targetProtocol.length;
  const bytes = new Uint8Array(length + payload.length);
  writeU16(bytes, 0, fields.hardwareType ?? arpHardwareTypes.ethernet);
  writeU16(bytes, 2, fields.protocolType ?? 0x0800);
  bytes[4] = fields.hardwareLength ?? senderHardware.length;
  bytes[5] = fields.protocolLength ?? senderProtocol.length;
  writeU16(bytes, 6, fields.operation ?? 0);
  bytes.set(senderHardware, fixedLength);
  bytes.set(senderProtocol, fixedLength + senderHardware.length);
  bytes.set(targetHardware, targetOffset);
  bytes.set(targetProtocol, targetOffset + targetHardware.length);
  bytes.set(payload, length);
  return bytes;
}

function hardwareBytes(address: string | Uint8Array | undefined): Uint8Array {
  return address === undefined ? new Uint8Array(6) : anyAddressBytes(address);
}

function protocolBytes(address: string | Uint8Array | undefined): Uint8Array {
  return address === undefined ? new Uint8Array(4) : anyAddressBytes(address);
}
