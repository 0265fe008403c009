import { builtin } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { copyPacket } from "../layers/layer-value.js";
import type { Machine } from "../machine.js";
import { itemsOf } from "../sequences.js";
import { list, tuple } from "../values.js";
import type { FunctionValue, Value } from "../values.js";

/** Lists of packets inside one another. */
const deepest = 100;

/** Scapy's functions that would send or write packets: here the packets count, as they are at that moment. */
function keep(machine: Machine, value: Value | undefined, depth = 0): void {
  machine.step();
  if (typeof value !== "object" || value === null) return;
  if (value.kind === "layer") {
    if (machine.sent.length >= machine.limits.packets) machine.tooManyPackets();
    machine.sent.push(copyPacket(machine, value));
  } else if (value.kind === "list" || value.kind === "tuple" || value.kind === "iterator") {
    if (depth > deepest)
      throw new ScriptError(
        "budget-depth",
        "RecursionError: the lists of packets hold one another too deeply",
        "send one list of packets",
      );
    for (const item of itemsOf(machine, value)) keep(machine, item, depth + 1);
  }
}

function sender(name: string, parameters: string, packets: number, result: () => Value): FunctionValue {
  return builtin(name, parameters, (machine, args) => {
    keep(machine, args[packets]);
    return result();
  });
}

const nothing = (): Value => null;
const twoLists = (): Value => tuple([list([]), list([])]);

export const sendingFunctions: readonly FunctionValue[] = [
  sender("wrpcap", "filename pkt **", 1, nothing),
  sender("wrpcapng", "filename pkt **", 1, nothing),
  sender("send", "x **", 0, nothing),
  sender("sendp", "x **", 0, nothing),
  sender("sendpfast", "x **", 0, nothing),
  sender("sr1", "x **", 0, nothing),
  sender("srp1", "x **", 0, nothing),
  sender("sr", "x **", 0, twoLists),
  sender("srp", "x **", 0, twoLists),
];

/** Functions that only show something to a person. */
export const showingFunctions: readonly FunctionValue[] = ["hexdump", "ls", "lsc"].map((name) =>
  builtin(name, "x? **", () => null),
);
