import { dhcpMessageTypes } from "../../wire/dhcp.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dhcpRequestedAddressNotOffered: ConversationRule = {
  code: "dhcp-requested-address-not-offered",
  level: "conversation",
  // An offer that the capture lost would explain it.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds:
    "A DHCP REQUEST that takes an offer nobody made: no OFFER of that address by that server in its transaction.",
  why: "The client copies address and server identifier from the offer it takes; every server compares them with its own.",
  rfc: "RFC 2131 sections 3.1 (3) and 4.3.2",
  example: "the client takes 192.168.1.77 of 192.168.1.1, offered was 192.168.1.50 of 192.168.1.1",
  on: {
    dhcpAsked({ request, offers }, { profile }) {
      const { type, requestedAddress, serverIdentifier } = request;
      // Without server identifier the client asks again for an address that it had before.
      if (
        type !== dhcpMessageTypes.request ||
        requestedAddress === undefined ||
        serverIdentifier === undefined
      )
        return noFaults;
      if (offers.length === 0 && profile === "real") return noFaults;
      const isOffered = offers.some(
        (offer) => offer.yourAddress === requestedAddress && offer.serverIdentifier === serverIdentifier,
      );
      if (isOffered) return noFaults;
      const offer = offers[0];
      const offered =
        offer === undefined
          ? "nothing was offered"
          : `offered was ${offer.yourAddress} of ${offer.serverIdentifier ?? "an unnamed server"}`;
      return [
        {
          frames: frameNumbers(offer, request),
          layer: "dhcp",
          field: "options",
          message: `the client takes ${requestedAddress} of ${serverIdentifier}, ${offered}`,
          hint: "copy requested_addr from the OFFER's yiaddr and server_id from its server_id",
        },
      ];
    },
  },
};
