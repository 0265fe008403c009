import type { IdentificationPolicy, MessagePolicy, Persona } from "../contracts/persona.js";
import type { PacketShape } from "./packet-shape.js";
import { isSocketlessReset, isSynAck } from "./segment-kind.js";

/** What a stack tells apart when it writes an IP header. */
export type MessageKind =
  "tcp" | "synAck" | "socketlessReset" | "udp" | "echoRequest" | "echoReply" | "other";

/** `senderHasSynchronised`: whether the sender of this segment has sent a SYN before (see `isSocketlessReset`). */
export function messageKindOf(
  { segment, datagram, echo }: PacketShape,
  senderHasSynchronised: boolean,
): MessageKind {
  if (segment !== undefined) {
    if (isSynAck(segment)) return "synAck";
    return isSocketlessReset(segment, senderHasSynchronised) ? "socketlessReset" : "tcp";
  }
  if (datagram !== undefined) return "udp";
  return echo === undefined ? "other" : echo === "request" ? "echoRequest" : "echoReply";
}

/** What a persona says of each kind of message. */
const policies: Readonly<Record<MessageKind, (persona: Persona) => MessagePolicy>> = {
  tcp: ({ tcp }) => tcp,
  synAck: ({ tcp }) => ({
    dontFragment: tcp.dontFragment,
    // One who numbers all its segments 0 numbers this one so, too.
    identification: tcp.identification === "zero" ? "zero" : tcp.synAckIdentification,
  }),
  // A host that has no such connection has no counter for it.
  socketlessReset: ({ tcp }) => ({
    dontFragment: tcp.dontFragment,
    identification: countsBySocket(tcp.identification) ? "zero" : tcp.identification,
  }),
  udp: ({ udp }) => udp,
  echoRequest: ({ icmp, udp }) => icmp?.echoRequest ?? udp,
  echoReply: ({ icmp, udp }) => icmp?.echoReply ?? udp,
  other: ({ udp }) => udp,
};

export function messagePolicy(persona: Persona, kind: MessageKind): MessagePolicy {
  return policies[kind](persona);
}

export function countsBySocket(policy: IdentificationPolicy): boolean {
  return policy === "per-connection" || policy === "per-socket";
}
