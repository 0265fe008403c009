import type { Machine } from "../machine.js";
import type { Value } from "../values.js";
import type { LayerSpec } from "./layer-spec.js";

/** A layer that a script made: what it set, and its neighbours. Layers of one packet are a chain, outermost first. */
export interface LayerValue {
  readonly kind: "layer";
  readonly spec: LayerSpec;
  /** What the script set, by the field's index in the table; undefined where it set nothing. */
  readonly values: (Value | undefined)[];
  payload: LayerValue | undefined;
  under: LayerValue | undefined;
  /** Seconds since the epoch: the clock when the layer was made, or what the script assigned. */
  time: number;
  timeIsAssigned: boolean;
  /** Where the clock of its run started. */
  readonly startSeconds: number;
  /** How many sleeps had passed when it was made. */
  sleeps: number;
  /** Where in the source it was made, and where its fields were given: for errors found when it is built. */
  readonly offset: number;
  sites: readonly FieldSite[];
  /** Attributes that are no fields: Python lets a script set any. */
  attributes: Map<string, Value> | undefined;
}

export interface FieldSite {
  readonly field: number;
  readonly offset: number;
}

export function createLayer(
  machine: Machine,
  spec: LayerSpec,
  values: (Value | undefined)[],
  offset: number,
  sites: readonly FieldSite[],
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
    values: layer.values.slice(),
    payload: undefined,
    under: undefined,
    time: layer.time,
    startSeconds: layer.startSeconds,
    timeIsAssigned: layer.timeIsAssigned,
    sleeps: layer.sleeps,
    offset: layer.offset,
    sites: layer.sites,
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
    if (value.kind === "layer") layer.values[index] = copyPacket(machine, value);
    else if (value.kind === "list") {
      machine.allocate(value.items.length);
      layer.values[index] = {
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
