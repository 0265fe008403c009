import { ScriptError } from "./diagnostic.js";
import type { FieldSpec } from "./layers/layer-spec.js";
import { layersFrom } from "./layers/layer-value.js";
import type { LayerValue } from "./layers/layer-value.js";
import type { Machine } from "./machine.js";
import type { Value } from "./values.js";

/**
 * Refuses a packet whose fields hold more text and octets than one packet may, before anything is built from them: a list
 * of a thousand references to one long text is small here and huge as octets. Values that hold themselves end it too.
 */
export function weighPacket(machine: Machine, packet: LayerValue): void {
  const limit = machine.limits.stringLength;
  let weight = 0;
  let count = 0;
  const add = (octets: number): void => {
    weight += octets;
    if (weight > limit) {
      throw new ScriptError(
        "budget-bytes",
        `one packet would have more than ${limit} octets`,
        "send it in several packets",
        packet.offset,
      );
    }
  };
  const visit = (value: Value | undefined, depth: number, zeros: boolean): void => {
    if (typeof value === "string") add(value.length);
    else if (typeof value === "number") {
      if (zeros && value > 0 && value <= mostZeros) add(value);
    } else if (typeof value === "object" && value !== null && depth < deepest) {
      if (value.kind === "bytes") add(value.bytes.length);
      else if (value.kind === "list" || value.kind === "tuple") {
        machine.spend(itemSteps(value.items.length));
        for (const item of value.items) visit(item, depth + 1, zeros);
      } else if (value.kind === "dict") {
        machine.spend(itemSteps(value.entries.size) * 2);
        for (const entry of value.entries.values()) {
          visit(entry.key, depth + 1, zeros);
          visit(entry.value, depth + 1, zeros);
        }
      } else if (value.kind === "layer") layers(value, depth + 1);
    }
  };
  const layers = (first: LayerValue, depth: number): void => {
    for (const layer of layersFrom(first)) {
      count += 1;
      machine.spend(1);
      const { fields } = layer.spec;
      for (let index = 0; index < layer.values.length; index += 1) {
        const value = layer.values[index];
        if (value === undefined || value === null) continue;
        // Where text is wanted, a number stands for as many zeros.
        visit(value, depth, takesText(fields[index]));
      }
    }
  };
  layers(packet, 0);
  // Each layer copies what it carries, its own octets and those of the layers in it.
  machine.spend(Math.floor((weight * count) / 512 + (count * count) / 16));
}

/** What building so many options, strings or records costs; a few, as packets have, are cheap. */
function itemSteps(count: number): number {
  return count <= 16 ? (count >> 2) + 1 : count * 4;
}

/** Whether a field's value, or an item of it, may be text. */
function takesText(field: FieldSpec | undefined): boolean {
  if (field === undefined) return false;
  const known = textFields.get(field);
  if (known !== undefined) return known;
  const takes = /text|bytes|dict/.test(field.type.description);
  textFields.set(field, takes);
  return takes;
}

const textFields = new WeakMap<FieldSpec, boolean>();
/** Octets of zero that a number may stand for. */
const mostZeros = 65_536;
/** Nothing on the wire lies deeper: a list of tuples of lists in a record in a section. */
const deepest = 8;
