/**
 * Dynamic Host Configuration Protocol (RFC 2131, RFC 2132) and BOOTP (RFC 951): 236 octets of fixed fields, then the magic
 * cookie and options.
 */
import type { Ipv4Address } from "../contracts/address.js";
import { formatHardwareAddress, formatIpv4, ipv4Bytes, parseHardwareAddress } from "./address-text.js";
import { fitBytes, joinBytes, noBytes, readU16, readU32, writeU16, writeU32 } from "./bytes.js";
import type { DecodeError } from "./decode-error.js";

export const dhcpPorts = { server: 67, client: 68 } as const;

export const dhcpOperations = { request: 1, reply: 2 } as const;

/** Options this code names; any other is just as legal. */
export const dhcpOptionCodes = {
  pad: 0,
  subnetMask: 1,
  router: 3,
  domainNameServer: 6,
  hostName: 12,
  requestedAddress: 50,
  leaseTime: 51,
  overload: 52,
  messageType: 53,
  serverIdentifier: 54,
  parameterRequestList: 55,
  clientIdentifier: 61,
  end: 255,
} as const;

export const dhcpMessageTypes = {
  discover: 1,
  offer: 2,
  request: 3,
  decline: 4,
  ack: 5,
  nak: 6,
  release: 7,
  inform: 8,
} as const;

/** 99, 130, 83, 99 (RFC 1497). */
export const dhcpMagicCookie = 0x6382_5363;

/** Octets of the fixed fields, without the cookie. */
export const dhcpFixedLength = 236;

/** An option without its length; pad and end have no data. */
export interface DhcpOption {
  readonly code: number;
  readonly data: Uint8Array;
}

export interface DhcpMessage {
  readonly operation: number;
  readonly hardwareType: number;
  readonly hardwareLength: number;
  readonly hops: number;
  readonly transactionId: number;
  readonly seconds: number;
  /** The highest bit asks for a broadcast answer. */
  readonly flags: number;
  readonly clientAddress: Ipv4Address;
  readonly yourAddress: Ipv4Address;
  readonly serverAddress: Ipv4Address;
  readonly relayAddress: Ipv4Address;
  /** Hex octets with colons, as many as `hardwareLength` says, at most 16. */
  readonly clientHardwareAddress: string;
  /** 64 octets, zeros at the end. */
  readonly serverName: Uint8Array;
  /** 128 octets, zeros at the end. */
  readonly bootFile: Uint8Array;
  /** Whether the magic cookie follows the fixed fields: without it there are no options. */
  readonly hasOptions: boolean;
  /** In the order of the wire up to `end`, without pads; an overloaded field's options are not among them. */
  readonly options: readonly DhcpOption[];
}

/** What an author sets; unset fields are zero, the operation a request, and the cookie stands before the options. */
export type DhcpFields = Partial<DhcpMessage>;

/** What `decodeDhcp` answers: `message` is absent only where the fixed fields are cut. */
export interface DhcpDecode {
  readonly message?: DhcpMessage;
  /** Octets taken, up to and with the end option. */
  readonly messageLength: number;
  readonly error?: DecodeError;
}

const hardwareAddressRoom = 16;
const offsets = { hardwareAddress: 28, serverName: 44, bootFile: 108 } as const;

/** Reads the message in `bytes[start, end)`. An option that does not fit is an error that keeps the ones before it. */
export function decodeDhcp(bytes: Uint8Array, start = 0, end = bytes.length): DhcpDecode {
  const available = end - start;
  if (available < dhcpFixedLength) {
    const limits = { needed: dhcpFixedLength, available, limitedBy: "udp.length" };
    return { messageLength: 0, error: { code: "truncated", layer: "dhcp", offset: start, ...limits } };
  }
  const cookieOffset = start + dhcpFixedLength;
  const hasOptions = available >= dhcpFixedLength + 4 && readU32(bytes, cookieOffset) === dhcpMagicCookie;
  const read = hasOptions ? readOptions(bytes, cookieOffset + 4, end) : noOptions(cookieOffset);
  const hardwareLength = bytes[start + 2] ?? 0;
  const hardwareOffset = start + offsets.hardwareAddress;
  const message: DhcpMessage = {
    operation: bytes[start] ?? 0,
    hardwareType: bytes[start + 1] ?? 0,
    hardwareLength,
    hops: bytes[start + 3] ?? 0,
    transactionId: readU32(bytes, start + 4),
    seconds: readU16(bytes, start + 8),
    flags: readU16(bytes, start + 10),
    clientAddress: formatIpv4(bytes, start + 12),
    yourAddress: formatIpv4(bytes, start + 16),
    serverAddress: formatIpv4(bytes, start + 20),
    relayAddress: formatIpv4(bytes, start + 24),
    clientHardwareAddress: formatHardwareAddress(
      bytes,
      hardwareOffset,
      Math.min(hardwareLength, hardwareAddressRoom),
    ),
    serverName: bytes.subarray(start + offsets.serverName, start + offsets.bootFile),
    bootFile: bytes.subarray(start + offsets.bootFile, cookieOffset),
    hasOptions,
    options: read.options,
  };
  const messageLength = read.end - start;
  return read.error === undefined
    ? { message, messageLength }
    : { message, messageLength, error: read.error };
}

interface OptionsRead {
  readonly options: readonly DhcpOption[];
  readonly end: number;
  readonly error?: DecodeError;
}

function noOptions(end: number): OptionsRead {
  return { options: [], end };
}

function readOptions(bytes: Uint8Array, start: number, end: number): OptionsRead {
  const options: DhcpOption[] = [];
  let at = start;
  while (at < end) {
    const code = bytes[at] ?? 0;
    if (code === dhcpOptionCodes.end) return { options, end: at + 1 };
    if (code === dhcpOptionCodes.pad) {
      at += 1;
      continue;
    }
    const available = end - at;
    const needed = available < 2 ? 2 : 2 + (bytes[at + 1] ?? 0);
    if (needed > available) {
      const limits = { needed, available, limitedBy: available < 2 ? "udp.length" : "dhcp.optionLength" };
      return { options, end: at, error: { code: "truncated", layer: "dhcp", offset: at, ...limits } };
    }
    options.push({ code, data: bytes.subarray(at + 2, at + needed) });
    at += needed;
  }
  return { options, end: at };
}

/** The message, with the end option after its options. Throws RangeError for address text that is none. */
export function encodeDhcp(fields: DhcpFields): Uint8Array {
  const bytes = new Uint8Array(dhcpFixedLength);
  const hardwareAddress = parseHardwareAddress(fields.clientHardwareAddress ?? "");
  if (hardwareAddress === undefined) throw new RangeError("not a hardware address");
  bytes[0] = fields.operation ?? dhcpOperations.request;
  bytes[1] = fields.hardwareType ?? 0;
  bytes[2] = fields.hardwareLength ?? hardwareAddress.length;
  bytes[3] = fields.hops ?? 0;
  writeU32(bytes, 4, fields.transactionId ?? 0);
  writeU16(bytes, 8, fields.seconds ?? 0);
  writeU16(bytes, 10, fields.flags ?? 0);
  bytes.set(ipv4Bytes(fields.clientAddress), 12);
  bytes.set(ipv4Bytes(fields.yourAddress), 16);
  bytes.set(ipv4Bytes(fields.serverAddress), 20);
  bytes.set(ipv4Bytes(fields.relayAddress), 24);
  bytes.set(fitBytes(hardwareAddress, hardwareAddressRoom), offsets.hardwareAddress);
  bytes.set(fitBytes(fields.serverName ?? noBytes, 64), offsets.serverName);
  bytes.set(fitBytes(fields.bootFile ?? noBytes, 128), offsets.bootFile);
  if (fields.hasOptions === false) return bytes;
  const cookie = new Uint8Array(4);
  writeU32(cookie, 0, dhcpMagicCookie);
  const options = (fields.options ?? []).map(({ code, data }) =>
    joinBytes([Uint8Array.of(code, data.length), data]),
  );
  return joinBytes([bytes, cookie, ...options, Uint8Array.of(dhcpOptionCodes.end)]);
}

/** The value of the message type option, undefined for BOOTP. */
export function dhcpMessageType(message: DhcpMessage): number | undefined {
  return message.options.find(({ code }) => code === dhcpOptionCodes.messageType)?.data[0];
}
