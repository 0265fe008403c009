import { needSmallInteger } from "../arguments.js";
import type { BoundArguments } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { copyPacket, createLayer, ownValues, setField } from "../layers/layer-value.js";
import type { LayerValue } from "../layers/layer-value.js";
import { rawLayer } from "../layers/raw.js";
import type { Machine } from "../machine.js";
import { buildPacket, findLayer, layerAt, layerQuery, readField } from "../packet-operations.js";
import { itemsOf } from "../sequences.js";
import { asInteger, bytesOf, list, typeName } from "../values.js";
import type { Value } from "../values.js";

const usualSize = 1480;
const moreFragments = 1;
/** What a piece costs, a copy of a packet with half a dozen of its fields set. */
const pieceSteps = 64;

/**
 * Scapy's `fragment(packet, fragsize)`: the payload of the first IP layer in pieces of a multiple of eight octets, the last
 * one as long as `fragsize` at most. Offsets, the flag and the protocol are set, length and checksum are left to be computed.
 */
export function fragment(machine: Machine, [packets, size]: BoundArguments): Value {
  const largest = size === undefined ? usualSize : needSmallInteger(size, "fragment()'s fragsize");
  const fragments: LayerValue[] = [];
  for (const packet of itemsOf(machine, packets ?? null)) {
    if (typeof packet !== "object" || packet?.kind !== "layer")
      throw new ScriptError("wrong-type", `TypeError: fragment() needs packets, not ${typeName(packet)}`);
    for (const each of fragmentsOf(machine, packet, largest)) fragments.push(each);
  }
  return list(fragments);
}

function fragmentsOf(machine: Machine, packet: LayerValue, largest: number): LayerValue[] {
  const step = largest - (largest % 8);
  if (step <= 0)
    throw new ScriptError(
      "division-by-zero",
      "ZeroDivisionError: fragments of less than 8 octets",
      "use more",
    );
  const carried = layerAt(machine, packet, "IP").payload;
  const octets = carried === undefined ? new Uint8Array(0) : buildPacket(machine, carried);
  const count = Math.floor((octets.length - largest + step - 1) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const isLast = index === count - 1;
    const end = isLast ? index * step + largest : (index + 1) * step;
    const piece = octets.slice(index * step, end);
    return onePiece(machine, packet, bytesOf(piece), (index * step) / 8, isLast);
  });
}

function onePiece(
  machine: Machine,
  packet: LayerValue,
  piece: Value,
  offset: number,
  isLast: boolean,
): LayerValue {
  machine.spend(pieceSteps);
  const copy = copyPacket(machine, packet);
  const ip = findLayer(machine, copy, layerQuery("IP"));
  if (ip === undefined) throw new Error("a copy of a packet with IP has IP");
  const position = (name: string): number => ip.spec.fieldIndex.get(name) ?? -1;
  const read = (name: string): Value => {
    const field = ip.spec.fields[position(name)];
    return field === undefined ? null : readField(ip, position(name), field);
  };
  const write = (name: string, value: Value): void => {
    setField(ip, position(name), value, machine.offset);
  };
  // What the payload implied before stays, though Raw implies nothing.
  write("proto", read("proto"));
  write("dst", read("dst"));
  const values = ownValues(ip);
  values[position("chksum")] = undefined;
  values[position("len")] = undefined;
  write("frag", Number(asInteger(read("frag")) ?? 0) + offset);
  const flags = read("flags");
  if (!isLast && typeof flags === "object" && flags?.kind === "flags")
    write("flags", { ...flags, bits: flags.bits | moreFragments });
  const raw = createLayer(machine, rawLayer, [], machine.offset, []);
  setField(raw, 0, piece, machine.offset);
  ip.payload = raw;
  raw.under = ip;
  return copy;
}
