import { layerOf } from "../../wire/decoded-frame.js";
import { dhcpMessageTypeName, dhcpMessageTypeOf, isDhcpServerMessage } from "../dhcp-facts.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dhcpOperationMismatch: PacketRule = {
  code: "dhcp-operation-mismatch",
  level: "packet",
  about: "dhcp",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "A DHCP message type that contradicts the message's operation: an OFFER marked as request, a DISCOVER as reply.",
  why: "Clients drop what is no reply, and servers what is no request.",
  rfc: "RFC 2131 section 2, tables 3 and 5",
  example: "the DHCP operation is 1, the message type OFFER belongs to 2",
  check(frame) {
    const dhcp = layerOf(frame.decoded, "dhcp")?.message;
    const type = dhcp && dhcpMessageTypeOf(dhcp);
    const isFromServer = type === undefined ? undefined : isDhcpServerMessage(type);
    if (dhcp === undefined || type === undefined || isFromServer === undefined) return noFaults;
    const expected = isFromServer ? 2 : 1;
    if (dhcp.operation === expected) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dhcp",
        field: "operation",
        message: `the DHCP operation is ${dhcp.operation}, the message type ${dhcpMessageTypeName(type)} belongs to ${expected}`,
        hint: "set op to 1 from the client, to 2 from the server",
        filter: `dhcp.option.dhcp == ${type}`,
      },
    ];
  },
};
