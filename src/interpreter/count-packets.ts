import { ScriptError } from "./diagnostic.js";
import type { LayerValue } from "./layers/layer-value.js";
import type { Machine } from "./machine.js";
import type { PacketSlots, Program } from "./tree.js";
import type { Value } from "./values.js";

/** Lists and tuples inside one another. */
const deepest = 200;

/** Lists that scripts collect their packets in, in the order in which they are looked for. */
const listNames = ["pkt_list", "pktlist", "packets", "packet_list", "pkts"];
const numberedName = /^pkt_?([0-9]{1,9})$/;

/**
 * The packets that a finished run yields; the first rule that gives any applies: those given to `wrpcap`, `send` and the
 * like; a list with a usual name; `pkt_1 … pkt_n` by number; other variables in order of first assignment; the last
 * expression's value. The same packet under two names counts once.
 */
export function countPackets(machine: Machine, program: Program): readonly LayerValue[] {
  if (machine.sent.length > 0) return machine.sent;
  const { lists, numbered } = program.packetSlots;
  for (const slot of lists) {
    const value = machine.slots[slot];
    const isList = typeof value === "object" && (value?.kind === "list" || value?.kind === "tuple");
    const packets = isList ? packetsIn(machine, [value], false) : [];
    if (packets.length > 0) return packets;
  }
  const byNumber = packetsIn(machine, valuesOf(machine, numbered), true);
  if (byNumber.length > 0) return byNumber;
  const variables = machine.assigned.filter((slot) => program.variables.has(slot));
  const others = packetsIn(machine, valuesOf(machine, variables), true);
  return others.length > 0 ? others : packetsIn(machine, [machine.lastValue], false);
}

/** The slots of a script's variables that `countPackets` looks at first, by their names. */
export function findPacketSlots(variables: ReadonlyMap<number, string>): PacketSlots {
  const lists: { slot: number; order: number }[] = [];
  const numbered: { slot: number; order: number }[] = [];
  for (const [slot, name] of variables) {
    if (!name.startsWith("p")) continue;
    const order = listNames.indexOf(name);
    if (order !== -1) lists.push({ slot, order });
    const number = numberedName.exec(name)?.[1];
    if (number !== undefined) numbered.push({ slot, order: Number(number) });
  }
  return { lists: slotsInOrder(lists), numbered: slotsInOrder(numbered) };
}

function slotsInOrder(found: { readonly slot: number; readonly order: number }[]): number[] {
  return found.sort((left, right) => left.order - right.order).map(({ slot }) => slot);
}

function valuesOf(machine: Machine, slots: readonly number[]): Value[] {
  const values: Value[] = [];
  for (const slot of slots) {
    const value = machine.slots[slot];
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** Packets among values and in lists among them; `once` drops one that has come before. */
function packetsIn(machine: Machine, values: readonly Value[], once: boolean): LayerValue[] {
  const packets: LayerValue[] = [];
  const seen = new Set<Value>();
  // Lists around the present place: one that holds itself counts once.
  const open: Value[] = [];
  const visit = (value: Value): void => {
    if (typeof value !== "object" || value === null) return;
    if (value.kind === "layer") {
      if (once && seen.has(value)) return;
      seen.add(value);
      if (packets.length >= machine.limits.packets) machine.tooManyPackets();
      packets.push(value);
    } else if (value.kind === "list" || value.kind === "tuple") {
      machine.spend(value.items.length);
      if (open.includes(value)) return;
      if (open.length > deepest)
        throw new ScriptError(
          "budget-depth",
          `lists of packets are nested more than ${deepest} deep`,
          "put the packets into one list",
        );
      open.push(value);
      for (const item of value.items) visit(item);
      open.pop();
    }
  };
  for (const value of values) visit(value);
  return packets;
}
