import type { Framing } from "../contracts/framing.js";
import type { ScriptLayer } from "../interpreter/script-layer.js";
import { type Ipv4Fields, ipv4Flags } from "../wire/ipv4.js";
import { fillUnset, type FilledBy, type FilledField, type Proposal } from "./filled-field.js";
import { messagePolicy, type MessageKind } from "./message-kind.js";
import { otherSide, type PacketShape } from "./packet-shape.js";

/** Fills the IP header as the sender's stack writes it and as the path leaves it: a router takes one from the TTL. */
export function fillIp(
  layers: readonly ScriptLayer[],
  shape: PacketShape,
  framing: Framing,
  kind: MessageKind,
  takeIdentification: () => number,
  filled: FilledField[],
): readonly ScriptLayer[] {
  return layers.map((layer, index) => {
    const isOutermost = layers.findIndex(({ name }) => name === "IP") === index;
    if (layer.name !== "IP" || !isOutermost) return layer;
    return fillUnset(layer, ipProposal(shape, framing, kind, takeIdentification()), filled);
  });
}

function ipProposal(
  shape: PacketShape,
  framing: Framing,
  kind: MessageKind,
  identification: number,
): Proposal<Ipv4Fields> {
  const sender = framing[shape.sender];
  const { persona } = sender;
  const by: FilledBy = `persona ${persona.name}`;
  const hops = shape.sender === "peer" ? framing.peer.hops : 0;
  return {
    source: [sender.ip, "link"],
    destination: [framing[otherSide(shape.sender)].ip, "link"],
    ttl: [Math.max(1, persona.ip.ttl - hops), hops === 0 ? by : "path"],
    identification: [identification, by],
    ...(messagePolicy(persona, kind).dontFragment ? { flags: [ipv4Flags.dontFragment, by] as const } : {}),
  };
}
