import { dhcpMessageTypes } from "../../wire/dhcp.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dhcpAcknowledgedAddressDiffers: ConversationRule = {
  code: "dhcp-acknowledged-address-differs",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "A DHCP ACK of another address than the one the client asked for.",
  why: "The client has chosen one offer and asked for its address; a server that cannot give it says NAK.",
  rfc: "RFC 2131 sections 3.1 (4) and 4.3.2",
  example: "the client asks for 192.168.1.50, the DHCP ACK is of 192.168.1.77",
  on: {
    dhcpAnswered({ request, reply }) {
      if (reply.type !== dhcpMessageTypes.ack || request.type !== dhcpMessageTypes.request) return noFaults;
      const asked = request.requestedAddress ?? request.clientAddress;
      if (asked === "0.0.0.0" || asked === reply.yourAddress) return noFaults;
      return [
        {
          frames: frameNumbers(request, reply),
          layer: "dhcp",
          field: "yourAddress",
          message: `the client asks for ${asked}, the DHCP ACK is of ${reply.yourAddress}`,
          hint: `set the ACK's yiaddr to ${asked}`,
        },
      ];
    },
  },
};
