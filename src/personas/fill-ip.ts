import type { Framing } from "../contracts/framing.js";
import type { Persona } from "../contracts/persona.js";
import type { ScriptLayer } from "../interpreter/script-layer.js";
import { type Ipv4Fields, ipv4Flags } from "../wire/ipv4.js";
import { fillUnset, type FilledBy, type FilledField, type Proposal } from "./filled-field.js";
import { otherSide, type PacketShape } from "./packet-shape.js";

/** Fills the IP header as the sender's stack writes it and as the path leaves it: a router takes one from the TTL. */
export function fillIp(
  layers: readonly ScriptLayer[],
  shape: PacketShape,
  framing: Framing,
  takeIdentification: (persona: Persona) => number,
  filled: FilledField[],
): readonly ScriptLayer[] {
  return layers.map((layer, index) => {
    const isOutermost = layers.findIndex(({ name }) => name === "IP") === index;
    if (layer.name !== "IP" || !isOutermost) return layer;
    return fillUnset(layer, ipProposal(shape, framing, takeIdentification), filled);
  });
}

function ipProposal(
  shape: PacketShape,
  framing: Framing,
  takeIdentification: (persona: Persona) => number,
): Proposal<Ipv4Fields> {
  const sender = framing[shape.sender];
  const { persona } = sender;
  const by: FilledBy = `persona ${persona.name}`;
  const hops = shape.sender === "peer" ? framing.peer.hops : 0;
  const { dontFragment } = shape.segment === undefined ? persona.udp : persona.tcp;
  return {
    source: [sender.ip, "link"],
    destination: [framing[otherSide(shape.sender)].ip, "link"],
    ttl: [Math.max(1, persona.ip.ttl - hops), hops === 0 ? by : "path"],
    identification: [takeIdentification(persona), by],
    ...(dontFragment ? { flags: [ipv4Flags.dontFragment, by] as const } : {}),
  };
}
