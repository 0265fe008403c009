import { type DhcpMessage, dhcpMessageType, dhcpOperations } from "./dhcp.js";

/** Names as tshark pads them, by the message type option. */
const names: readonly string[] = [
  "",
  "Discover",
  "Offer   ",
  "Request ",
  "Decline ",
  "ACK     ",
  "NAK     ",
  "Release ",
  "Inform  ",
];

/** `DHCP Offer    - Transaction ID 0x1234`, or a BOOTP line where no option says a type. */
export function summarizeDhcp(message: DhcpMessage): { readonly protocol: string; readonly info: string } {
  const type = dhcpMessageType(message);
  const transaction = `Transaction ID 0x${message.transactionId.toString(16)}`;
  if (type !== undefined) {
    return { protocol: "DHCP", info: `DHCP ${names[type] ?? `message type ${type}`} - ${transaction}` };
  }
  const { operation, clientHardwareAddress } = message;
  if (operation === dhcpOperations.request)
    return { protocol: "BOOTP", info: `Boot Request from ${clientHardwareAddress}` };
  const kind = operation === dhcpOperations.reply ? "Boot Reply" : `operation ${operation}`;
  return { protocol: "BOOTP", info: `${kind}, ${transaction}` };
}
