import { dhcpMessageTypes, dhcpOptionCodes, type DhcpMessage } from "../wire/dhcp.js";
import { formatIpv4 } from "../wire/address-text.js";
import type { Ipv4Address } from "../contracts/address.js";

/** The message type option; undefined where the message has none that can be read. */
export function dhcpMessageTypeOf({ options }: DhcpMessage): number | undefined {
  const data = options.find(({ code }) => code === dhcpOptionCodes.messageType)?.data;
  return data?.length === 1 ? data[0] : undefined;
}

/** The address in an option of 4 octets; undefined where there is none. */
export function dhcpAddressOption({ options }: DhcpMessage, code: number): Ipv4Address | undefined {
  const data = options.find((option) => option.code === code)?.data;
  return data?.length === 4 ? formatIpv4(data) : undefined;
}

/** `OFFER`, or `type 13` for one without a name here. */
export function dhcpMessageTypeName(type: number): string {
  for (const [name, number] of Object.entries(dhcpMessageTypes)) {
    if (number === type) return name.toUpperCase();
  }
  return `type ${type}`;
}

/** Whether servers send that type; undefined for one not known here. */
export function isDhcpServerMessage(type: number): boolean | undefined {
  if (type === dhcpMessageTypes.offer || type === dhcpMessageTypes.ack || type === dhcpMessageTypes.nak)
    return true;
  return type >= dhcpMessageTypes.discover && type <= dhcpMessageTypes.inform ? false : undefined;
}
