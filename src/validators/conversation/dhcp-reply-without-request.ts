import { dhcpMessageTypeName } from "../dhcp-facts.js";
import { hex } from "../quote-value.js";
import type { ConversationRule } from "./rule.js";

export const dhcpReplyWithoutRequest: ConversationRule = {
  code: "dhcp-reply-without-request",
  level: "conversation",
  // The capture may have begun after the request, or sees one direction.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "A DHCP OFFER, ACK or NAK whose transaction id no DISCOVER, REQUEST or INFORM before it has.",
  why: "The client takes only what carries the id of its own request and comes in order: OFFER after DISCOVER, ACK after REQUEST.",
  rfc: "RFC 2131 sections 3.1 and 4.4.1",
  example: "the DHCP OFFER with transaction id 0x3d1e7a02 answers no request",
  on: {
    dhcpUnasked: ({ frameNumber, type, transactionId }) => [
      {
        frames: [frameNumber],
        layer: "dhcp",
        field: "transactionId",
        message: `the DHCP ${dhcpMessageTypeName(type)} with transaction id ${hex(transactionId, 8)} answers no request`,
        hint: "give the reply the request's xid, and send the request first",
        filter: `dhcp.id == ${hex(transactionId, 8)}`,
      },
    ],
  },
};
