import type { Machine } from "../machine.js";
import type { Value } from "../values.js";
import type { ScriptLayer } from "../script-layer.js";
import type { LayerSpec } from "./layer-spec.js";

/** A layer that a script made: what it set, and its neighbours. Layers of one packet are a chain, outermost first. */
export interface LayerValue {
  readonly kind: "layer";
  readonly spec: LayerSpec;
  /** What the script set, by the field's index in the table; undefined where it set nothing. */
  values: readonly (Value | undefined)[];
  payload: LayerValue | undefined;
  under: LayerValue | undefined;
  /** Seconds since the epoch: the clock when the layer was made, or what the script assigned. */
  time: number;
  timeIsAssigned: boolean;
  /** Where the clock of its run started. */
  readonly startSeconds: number;
  /** How many sleeps had passed when it was made. */
  sleeps: number;
  /** Where in the source it was made: for errors found when it is built. */
  readonly offset: number;
  /** One for each field that was ever given, in the order of the table. */
  sites: readonly FieldSite[];
  /** Shared by all layers that one call with constants alone makes, in every run; undefined once a field is changed. */
  form: ConstantForm | undefined;
  /** Attributes that are no fields: Python lets a script set any. */
  attributes: Map<string, Value> | undefined;
}

export interface FieldSite {
  /** Index of the field in the layer's table. */
  readonly field: number;
  /** Where in the source it was given. */
  readonly offset: number;
  /** Whether the value is the same in every run, and its conversion depends on no other field: it is converted once. */
  readonly isConstant: boolean;
  /** What such a value was accepted as. */
  accepted: Value | undefined;
  /** What it is on the wire; `notConverted` before somebody has asked. */
  wire: unknown;
}

export const notConverted = Symbol("not converted");

export function fieldSite(field: number, offset: number, isConstant = false): FieldSite {
  return { field, offset, isConstant, accepted: undefined, wire: notConverted };
}

/** What a call makes whose arguments are the same in every run, so that it is made once. */
export interface ConstantForm {
  /** The fields as they were accepted. */
  values: readonly (Value | undefined)[] | undefined;
  /** Arguments that cost a run something: the same in every run, though they are accepted in the first one only. */
  costly: readonly Value[];
  /** Characters and octets in the fields. */
  weight: number | undefined;
  /** In the wire's terms. */
  scriptLayer: ScriptLayer | undefined;
}

/** Sets a field, and notes where that was. */
export function setField(layer: LayerValue, field: number, value: Value, offset: number): void {
  ownValues(layer)[field] = value;
  const site = fieldSite(field, offset);
  layer.sites = [
    ...layer.sites.filter((each) => each.field < field),
    site,
    ...layer.sites.filter((each) => each.field > field),
  ];
}

/** The values of a layer, to be changed: from now on it has them to itself. */
export function ownValues(layer: LayerValue): (Value | undefined)[] {
  if (layer.form !== undefined) {
    layer.form = undefined;
    layer.values = layer.values.slice();
  }
  return layer.values as (Value | undefined)[];
}

/** Where a field was given last; the layer's own place where it was not. */
export function offsetOfField(layer: LayerValue, field: number): number {
  return layer.sites.find((site) => site.field === field)?.offset ?? layer.offset;
}

export function createLayer(
  machine: Machine,
  spec: LayerSpec,
  values: readonly (Value | undefined)[],
  offset: number,
  sites: readonly FieldSite[],
  form?: ConstantForm,
): LayerValue {
  machine.countLayer(spec.fields.length);
  return {
    kind: "layer",
    spec,
    values,
    payload: undefined,
    under: undefined,
    time: machine.clock,
    startSeconds: machine.startSeconds,
    timeIsAssigned: false,
    sleeps: machine.sleeps,
    offset,
    sites,
    form,
    attributes: undefined,
  };
}

/** A copy of a layer and everything it carries; the copy has nothing below it. */
export function copyPacket(machine: Machine, layer: LayerValue): LayerValue {
  const first = copyLayer(machine, layer);
  let last = first;
  for (let next = layer.payload; next !== undefined; next = next.payload) {
    const copy = copyLayer(machine, next);
    last.payload = copy;
    copy.under = last;
    last = copy;
  }
  return first;
}

function copyLayer(machine: Machine, layer: LayerValue): LayerValue {
  machine.countLayer(layer.spec.fields.length);
  const copy: LayerValue = {
    kind: "layer",
    spec: layer.spec,
    values: layer.form === undefined ? layer.values.slice() : layer.values,
    payload: undefined,
    under: undefined,
    time: layer.time,
    startSeconds: layer.startSeconds,
    timeIsAssigned: layer.timeIsAssigned,
    sleeps: layer.sleeps,
    offset: layer.offset,
    sites: layer.sites,
    form: layer.form,
    attributes: undefined,
  };
  if (layer.spec.holdsShared) unshare(machine, copy);
  return copy;
}

/** Layers and lists held as field values stop being shared with the script's variables. */
export function unshare(machine: Machine, layer: LayerValue): void {
  for (let index = 0; index < layer.values.length; index += 1) {
    const value = layer.values[index];
    if (typeof value !== "object" || value === null) continue;
    if (value.kind === "layer") ownValues(layer)[index] = copyPacket(machine, value);
    else if (value.kind === "list") {
      machine.allocate(value.items.length);
      ownValues(layer)[index] = {
        kind: "list",
        items: value.items.map((item) =>
          typeof item === "object" && item !== null && item.kind === "layer"
            ? copyPacket(machine, item)
            : item,
        ),
      };
    }
  }
}

/** `left / right` of two packets nobody else holds. */
export function joinFresh(machine: Machine, left: LayerValue, right: LayerValue): LayerValue {
  let count = 1;
  let last = left;
  for (; last.payload !== undefined; last = last.payload) count += 1;
  for (let next: LayerValue | undefined = right; next !== undefined; next = next.payload) count += 1;
  machine.checkLayers(count);
  last.payload = right;
  right.under = last;
  return left;
}

/** The layers of a packet from this one on. */
export function* layersFrom(layer: LayerValue): Generator<LayerValue> {
  for (let next: LayerValue | undefined = layer; next !== undefined; next = next.payload) yield next;
}
