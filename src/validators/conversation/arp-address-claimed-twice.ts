import type { SeenArp } from "../../flow/arp-pairing.js";
import { arpOperations } from "../../wire/arp.js";
import { AddressClaims, rivalryFault } from "../address-claims.js";
import { noFaults, type Fault } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const arpAddressClaimedTwice: ConversationRule = {
  code: "arp-address-claimed-twice",
  level: "conversation",
  // In real traffic, one that another takes over when it is announced or asked for anew, and that the first gives up: a note.
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "One protocol address that ARP packets give two hardware addresses.",
  why: "Two hosts have the same address, or one of them pretends to be the other.",
  rfc: "RFC 5227 section 2.4",
  example: "192.168.1.1 is claimed by 04:92:26:8e:71:03 (frame 2) and by 52:54:00:ab:20:9d (frame 9)",
  watch({ profile }) {
    const claims = new AddressClaims(profile);
    return { arpPacket: (arp) => claimFaults(arp, claims) };
  },
};

function claimFaults(arp: SeenArp, claims: AddressClaims): readonly Fault[] {
  if (arp.hardwareLength !== 6 || arp.protocolLength !== 4) return noFaults;
  if (arp.operation !== arpOperations.request && arp.operation !== arpOperations.reply) return noFaults;
  const { senderProtocolAddress: address, targetProtocolAddress: target, frameNumber, timeMillis } = arp;
  const isAnnouncement = address === target;
  const isRequest = arp.operation === arpOperations.request;
  if (isRequest && !isAnnouncement) claims.ask(target, frameNumber);
  // A probe claims nothing (RFC 5227 section 1.1).
  if (address === "0.0.0.0") return noFaults;
  const isReply = !isRequest && !isAnnouncement;
  const claim = { address, mac: arp.senderHardwareAddress, frameNumber, timeMillis, isReply };
  const rivalry = claims.claim(claim);
  if (rivalry === undefined) return noFaults;
  return [
    {
      ...rivalryFault(claim, rivalry),
      layer: "arp",
      field: "senderHardwareAddress",
      filter: `arp.src.proto_ipv4 == ${address}`,
    },
  ];
}
