import { sameMac } from "../address-classes.js";
import { dhcpMessageTypeName } from "../dhcp-facts.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dhcpReplyForOtherClient: ConversationRule = {
  code: "dhcp-reply-for-other-client",
  level: "conversation",
  // Two clients may draw the same transaction id.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "A DHCP reply whose client hardware address is not that of the request with its transaction id.",
  why: "The server copies the address from the request; a client drops what is meant for another.",
  rfc: "RFC 2131 section 4.3.1, table 3",
  example: "the DHCP OFFER is for 3c:22:fb:5a:19:99, the request came from 3c:22:fb:5a:19:c4",
  on: {
    dhcpAnswered({ request, reply }) {
      if (sameMac(request.clientHardwareAddress, reply.clientHardwareAddress)) return noFaults;
      return [
        {
          frames: frameNumbers(request, reply),
          layer: "dhcp",
          field: "clientHardwareAddress",
          message: `the DHCP ${dhcpMessageTypeName(reply.type)} is for ${reply.clientHardwareAddress}, the request came from ${request.clientHardwareAddress}`,
          hint: "give the reply the request's chaddr",
        },
      ];
    },
  },
};
