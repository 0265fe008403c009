import { layerOf } from "../../wire/decoded-frame.js";
import { dhcpMessageTypes as types, dhcpOptionCodes as codes, type DhcpMessage } from "../../wire/dhcp.js";
import { dhcpMessageTypeName, dhcpMessageTypeOf } from "../dhcp-facts.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dhcpRequiredOptionMissing: PacketRule = {
  code: "dhcp-required-option-missing",
  level: "packet",
  about: "dhcp",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "A DHCP message without an option that its type must have: message type, server identifier, lease time, requested address.",
  why: "Without them the other side cannot tell what is offered, by whom and for how long, and drops the message.",
  rfc: "RFC 2131 section 4.3.1, table 3, and section 4.4.1, table 5",
  example: "the DHCP OFFER has no server identifier (option 54)",
  check(frame) {
    const dhcp = layerOf(frame.decoded, "dhcp")?.message;
    if (dhcp?.hasOptions !== true || frame.decoded.error !== undefined) return noFaults;
    // Options of an overloaded field are not read.
    if (dhcp.options.some(({ code }) => code === codes.overload)) return noFaults;
    const type = dhcpMessageTypeOf(dhcp);
    const missing = type === undefined ? codes.messageType : missingOption(dhcp, type);
    if (missing === undefined) return noFaults;
    const name = type === undefined ? "message" : dhcpMessageTypeName(type);
    return [
      {
        frames: [frame.frameNumber],
        layer: "dhcp",
        field: "options",
        message: `the DHCP ${name} has no ${optionWords[missing] ?? "option"} (option ${missing})`,
        hint: "add the option to DHCP(options=[…])",
      },
    ];
  },
};

const optionWords: Readonly<Record<number, string>> = {
  [codes.messageType]: "message type",
  [codes.serverIdentifier]: "server identifier",
  [codes.leaseTime]: "lease time",
  [codes.requestedAddress]: "requested address",
};

function missingOption(dhcp: DhcpMessage, type: number): number | undefined {
  return requiredOptions(dhcp, type).find((wanted) => !dhcp.options.some(({ code }) => code === wanted));
}

function requiredOptions({ clientAddress }: DhcpMessage, type: number): readonly number[] {
  switch (type) {
    case types.offer:
      return [codes.serverIdentifier, codes.leaseTime];
    case types.ack:
      // The answer to INFORM, whose client keeps its address, has no lease.
      return clientAddress === "0.0.0.0"
        ? [codes.serverIdentifier, codes.leaseTime]
        : [codes.serverIdentifier];
    case types.nak:
    case types.release:
      return [codes.serverIdentifier];
    case types.decline:
      return [codes.serverIdentifier, codes.requestedAddress];
    case types.request:
      // Who has the address already, and renews it, names it in the header.
      return clientAddress === "0.0.0.0" ? [codes.requestedAddress] : [];
    default:
      return [];
  }
}
