import type { Framing } from "../contracts/framing.js";
import type { ScriptLayer } from "../interpreter/script-layer.js";
import { arpOperations } from "../wire/arp.js";
import { fillUnset, type FilledField, type Proposal } from "./filled-field.js";
import type { PacketShape } from "./packet-shape.js";

const broadcast = "ff:ff:ff:ff:ff:ff";

/**
 * Puts a packet on the client's link. A packet without `Ether` gets one, between the client's card and the router's, in the
 * direction of its addresses; an `Ether` that the script wrote keeps what it says. Of ARP only what is the client's own is filled:
 * the answerer's hardware address is for the expert to choose.
 */
export function fillLink(
  layers: readonly ScriptLayer[],
  shape: PacketShape,
  framing: Framing,
  filled: FilledField[],
): readonly ScriptLayer[] {
  const withArp = layers.map((layer) =>
    layer.name === "ARP" ? fillUnset(layer, arpProposal(layer, shape, framing), filled) : layer,
  );
  const proposal = etherProposal(withArp, shape, framing);
  const [first, ...rest] = withArp;
  if (first === undefined) return withArp;
  if (first.name === "Ether") return [fillUnset(first, proposal, filled), ...rest];
  return [fillUnset({ name: "Ether", fields: {} }, proposal, filled), ...withArp];
}

type Ether = Extract<ScriptLayer, { name: "Ether" }>;
type Arp = Extract<ScriptLayer, { name: "ARP" }>;

function etherProposal(
  layers: readonly ScriptLayer[],
  shape: PacketShape,
  framing: Framing,
): Proposal<Ether["fields"]> {
  const arp = layers.find((layer) => layer.name === "ARP");
  if (arp !== undefined) return arpEtherProposal(arp, shape, framing);
  if (framing.kind !== "routed") return {};
  const client = framing.client.mac;
  const router = framing.routerMac.value;
  return shape.sender === "client"
    ? { source: [client, "link"], destination: [router, "link"] }
    : { source: [router, "link"], destination: [client, "link"] };
}

/** The frame of an ARP packet goes where the packet says: asked of all, answered to the asker. */
function arpEtherProposal({ fields }: Arp, shape: PacketShape, framing: Framing): Proposal<Ether["fields"]> {
  const { senderHardwareAddress: sender, targetHardwareAddress: target } = fields;
  const isReply = fields.operation === arpOperations.reply;
  const source = sender ?? (shape.sender === "client" ? framing.client.mac : undefined);
  const destination = isReply ? target : broadcast;
  return {
    ...(source === undefined ? {} : { source: [source, "link"] as const }),
    ...(destination === undefined ? {} : { destination: [destination, "link"] as const }),
  };
}

function arpProposal(
  { fields }: Arp,
  { sender }: PacketShape,
  { client, peer }: Framing,
): Proposal<Arp["fields"]> {
  const isReply = fields.operation === arpOperations.reply;
  if (sender === "client") {
    return {
      senderHardwareAddress: [client.mac, "link"],
      senderProtocolAddress: [client.ip, "link"],
      ...(isReply ? {} : { targetProtocolAddress: [peer.ip, "link"] as const }),
    };
  }
  if (!isReply) return {};
  return { targetHardwareAddress: [client.mac, "link"], targetProtocolAddress: [client.ip, "link"] };
}
