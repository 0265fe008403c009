/**
 * Dynamic Host Configuration Protocol (RFC 2131, RFC 2132) and BOOTP (RFC 951): 236 octets of fixed fields, then the magic
 * cookie and options.
 */
import type { Ipv4Address } from "../contracts/address.js";

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

/** The value of the message type option, undefined for BOOTP. */
export function dhcpMessageType(message: DhcpMessage): number | undefined {
  return message.options.find(({ code }) => code === dhcpOptionCodes.messageType)?.data[0];
}
