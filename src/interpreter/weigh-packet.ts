import { ScriptError } from "./diagnostic.js";
import type { FieldSpec } from "./layers/layer-spec.js";
import type { LayerValue } from "./layers/layer-value.js";
import type { Machine } from "./machine.js";
import type { Value } from "./values.js";

/** What is weighed so far. */
interface Scale {
  readonly machine: Machine;
  readonly packet: LayerValue;
  readonly limit: number;
  /** Characters and octets in fields. */
  weight: number;
  /** Layers, those in sections included. */
  count: number;
}

/** Octets of zero that a number may stand for where text is wanted. */
const mostZeros = 65_536;
/** Fewer zeros weigh nothing: looking at the kinds of all fields with small numbers would take its time. */
const fewZeros = 64;
/** Nothing on the wire lies deeper: a list of tuples of lists in a record in a section. */
const deepest = 8;

/**
 * Refuses a packet whose fields hold more text and octets than one packet may, before anything is built from them: a list
 * of a thousand references to one long text is small here and huge as octets. Values that hold themselves end it too.
 */
export function weighPacket(machine: Machine, packet: LayerValue): void {
  const scale: Scale = { machine, packet, limit: machine.limits.stringLength, weight: 0, count: 0 };
  addLayers(scale, packet, 0);
  const { weight, count } = scale;
  // Each layer copies what it carries, its own octets and those of the layers in it.
  machine.spend(count + Math.floor((weight * count) / 512 + (count * count) / 16));
}

function addLayers(scale: Scale, first: LayerValue, depth: number): void {
  for (let layer: LayerValue | undefined = first; layer !== undefined; layer = layer.payload) {
    scale.count += 1;
    if (depth > 0) scale.machine.step();
    // The fields of a layer of constants hold nothing that a script could have changed.
    if (layer.form?.weight !== undefined) {
      add(scale, layer.form.weight);
      continue;
    }
    const before = scale.weight;
    addFields(scale, layer, depth);
    if (layer.form !== undefined) layer.form.weight = scale.weight - before;
  }
}

function addFields(scale: Scale, { values, sites, spec }: LayerValue, depth: number): void {
  for (const { field } of sites) {
    const value = values[field];
    if (typeof value === "string") add(scale, value.length);
    else if (typeof value === "number") {
      if (value > fewZeros && takesText(spec.fields[field])) addZeros(scale, value);
    } else if (typeof value === "object" && value !== null)
      addValue(scale, value, depth, takesText(spec.fields[field]));
  }
}

/** `zeros` says whether a number stands for so many octets. */
function addValue(scale: Scale, value: Value, depth: number, zeros: boolean): void {
  if (typeof value === "string") add(scale, value.length);
  else if (typeof value === "number") {
    if (zeros) addZeros(scale, value);
  } else if (typeof value === "object" && value !== null && depth < deepest) {
    if (value.kind === "bytes") add(scale, value.bytes.length);
    else if (value.kind === "list" || value.kind === "tuple") {
      scale.machine.spend(itemSteps(value.items.length));
      for (const item of value.items) addValue(scale, item, depth + 1, zeros);
    } else if (value.kind === "dict") {
      scale.machine.spend(itemSteps(value.entries.size) * 2);
      for (const entry of value.entries.values()) {
        addValue(scale, entry.key, depth + 1, zeros);
        addValue(scale, entry.value, depth + 1, zeros);
      }
    } else if (value.kind === "layer") addLayers(scale, value, depth + 1);
  }
}

function addZeros(scale: Scale, count: number): void {
  if (count > 0 && count <= mostZeros) add(scale, count);
}

function add(scale: Scale, octets: number): void {
  scale.weight += octets;
  if (scale.weight > scale.limit) {
    throw new ScriptError(
      "budget-bytes",
      `one packet would have more than ${scale.limit} octets`,
      "send it in several packets",
      scale.packet.offset,
    );
  }
}

/** What building so many options, strings or records costs; a few, as packets have, are cheap. */
function itemSteps(count: number): number {
  return count <= 16 ? (count >> 2) + 1 : count * 4;
}

const textFields = new WeakMap<FieldSpec, boolean>();

/** Whether a field's value, or an item of it, may be text. */
function takesText(field: FieldSpec | undefined): boolean {
  if (field === undefined) return false;
  const known = textFields.get(field);
  if (known !== undefined) return known;
  const takes = /text|bytes|dict/.test(field.type.description);
  textFields.set(field, takes);
  return takes;
}
