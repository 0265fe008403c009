import { dhcpMessageTypeName } from "../dhcp-facts.js";
import { hex } from "../quote-value.js";
import type { ConversationRule } from "./rule.js";

export const dhcpRequestUnanswered: ConversationRule = {
  code: "dhcp-request-unanswered",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "A DHCP DISCOVER, REQUEST or INFORM that no server answers.",
  why: "Without an answer the client gets no address. On a real link no server may be there; generated traffic has one.",
  rfc: "RFC 2131 section 3.1",
  example: "no server answers the DHCP DISCOVER with transaction id 0x3d1e7a02",
  on: {
    dhcpUnanswered: ({ frameNumber, type, transactionId }) => [
      {
        frames: [frameNumber],
        layer: "dhcp",
        message: `no server answers the DHCP ${dhcpMessageTypeName(type)} with transaction id ${hex(transactionId, 8)}`,
        hint: "add the server's message with the same xid: OFFER after DISCOVER, ACK after REQUEST",
        filter: `dhcp.id == ${hex(transactionId, 8)}`,
      },
    ],
  },
};
