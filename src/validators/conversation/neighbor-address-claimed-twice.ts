import type { SeenNeighbor } from "../../flow/neighbor-pairing.js";
import { AddressClaims, rivalryFault } from "../address-claims.js";
import { noFaults, type Fault } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const neighborAddressClaimedTwice: ConversationRule = {
  code: "neighbor-address-claimed-twice",
  level: "conversation",
  // In real traffic, one that another takes over when it is announced or asked for anew, and that the first gives up: a note.
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "One IPv6 address to which neighbor discovery gives two hardware addresses.",
  why: "Two hosts have the same address, or one of them pretends to be the other. Advertisements without the override flag, as several holders of an anycast address send them, claim nothing.",
  rfc: "RFC 4861 sections 7.2.5 and 7.2.7; RFC 4862 section 5.4",
  example: "2001:db8::1 is claimed by 04:92:26:8e:71:03 (frame 2) and by 52:54:00:ab:20:9d (frame 9)",
  watch({ profile }) {
    const claims = new AddressClaims(profile);
    return { neighborMessage: (message) => claimFaults(message, claims) };
  },
};

function claimFaults(message: SeenNeighbor, claims: AddressClaims): readonly Fault[] {
  const { frameNumber, timeMillis, isSolicitation, target, linkLayerAddress: mac } = message;
  if (isSolicitation) claims.ask(target, frameNumber);
  const address = isSolicitation ? message.source : target;
  if (mac === undefined || address === "::") return noFaults;
  if (!isSolicitation && !message.overrides) return noFaults;
  const claim = { address, mac, frameNumber, timeMillis, isReply: message.isSolicited };
  const rivalry = claims.claim(claim);
  if (rivalry === undefined) return noFaults;
  return [
    {
      ...rivalryFault(claim, rivalry),
      layer: "icmpv6",
      field: "options",
      filter: `icmpv6.nd.na.target_address == ${address} || (icmpv6.type == 135 && ipv6.src == ${address})`,
    },
  ];
}
