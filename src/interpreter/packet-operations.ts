import { assignPayload } from "./change-payload.js";
import { didYouMean } from "./did-you-mean.js";
import { ScriptError } from "./diagnostic.js";
import { encodeLayers } from "./encode-script-packet.js";
import { scriptLayerOf } from "./layers/layer-spec.js";
import { readImplied } from "./layers/read-implied.js";
import { unknownField } from "./layers/unknown-field.js";
import type { FieldSpec } from "./layers/layer-spec.js";
import { layersFrom, ownValues, setField } from "./layers/layer-value.js";
import type { LayerValue } from "./layers/layer-value.js";
import type { ScriptLayer } from "./script-layer.js";
import { aKind, asNumber, bytesOf, float, list, noPayload } from "./values.js";
import type { Value } from "./values.js";
import { formatValue } from "./format-value.js";
import type { Machine } from "./machine.js";
import { weighPacket } from "./weigh-packet.js";

/** What a script can do with a packet: read, write and delete fields, find layers, build it. */

/** The value of a field as Scapy shows it: what was set, what the neighbours imply, or the default. */
export function readField(layer: LayerValue, index: number, spec: FieldSpec): Value {
  if (layer.spec.isPresent?.(layer, spec) === false) return null;
  const set = layer.values[index];
  const isUnset =
    set === undefined ||
    (set === null && (spec.type.isComputed === true || spec.type.noneReadsAsUnset === true));
  if (!isUnset) return set;
  const implied = layer.spec.readUnset?.(layer, spec) ?? readImplied(layer, spec);
  if (implied !== undefined) {
    // A default question is a layer that the script may write to: from now on it is there.
    if (typeof implied === "object" && implied?.kind === "layer")
      setField(layer, index, implied, layer.offset);
    return implied;
  }
  const fallback = spec.default;
  // A default list belongs to every script: hand out a copy.
  return typeof fallback === "object" && fallback?.kind === "list" ? list([...fallback.items]) : fallback;
}

/** An attribute that is data, not a method; undefined where there is none. Fields of the payload are found too. */
export function readPacketAttribute(machine: Machine, layer: LayerValue, name: string): Value | undefined {
  machine.step();
  const index = layer.spec.fieldIndex.get(name);
  const spec = index === undefined ? undefined : layer.spec.fields[index];
  if (index !== undefined && spec !== undefined) return readField(layer, index, spec);
  switch (name) {
    case "payload":
      return layer.payload ?? noPayload;
    case "underlayer":
      return layer.under ?? null;
    case "time":
      return float(layer.time);
    case "name":
      return layer.spec.alias ?? layer.spec.name;
    default:
      break;
  }
  const own = layer.attributes?.get(name);
  if (own !== undefined) return own;
  return layer.payload === undefined ? undefined : readPacketAttribute(machine, layer.payload, name);
}

export function missingAttribute(layer: LayerValue, name: string): ScriptError {
  const names = new Set<string>();
  for (const each of layersFrom(layer)) for (const field of each.spec.fieldIndex.keys()) names.add(field);
  return new ScriptError(
    "unknown-attribute",
    `AttributeError: the packet has no attribute ${name.slice(0, 60)}`,
    didYouMean(name, names) ?? insteadOfAttribute(name, layer),
  );
}

function insteadOfAttribute(name: string, layer: LayerValue): string {
  if (/^[A-Z]/.test(name)) return `join layers with /: ${layer.spec.name}()/${name.slice(0, 60)}()`;
  if (/^(?:append|extend|insert|add)$/.test(name))
    return "a packet is no list: join a layer with /, or make a list: packets = []";
  return "read a field of one of its layers: packet[TCP].seq";
}

export function writePacketAttribute(
  machine: Machine,
  layer: LayerValue,
  name: string,
  value: Value,
  offset: number,
): void {
  if (name === "time") {
    const seconds = typeof value === "boolean" ? undefined : asNumber(value);
    if (seconds === undefined) {
      throw new ScriptError(
        "wrong-type",
        `TypeError: time is given ${aKind(value)}`,
        "give it seconds since the epoch",
      );
    }
    if (!(seconds >= 0) || (typeof value === "object" && seconds === Infinity)) {
      throw new ScriptError(
        "wrong-value",
        `ValueError: time is ${formatValue(value)}, which no capture can hold`,
        "give it seconds since the epoch",
      );
    }
    machine.checkTime(seconds);
    layer.time = seconds;
    layer.timeIsAssigned = true;
    return;
  }
  if (name === "payload") {
    assignPayload(machine, layer, value);
    return;
  }
  if (name === "underlayer" || name === "name") {
    throw new ScriptError(
      "not-known-yet",
      `assigning ${name} of a packet is not supported`,
      "join the layers again with /",
    );
  }
  for (const each of layersFrom(layer)) {
    machine.step();
    const index = each.spec.fieldIndex.get(name);
    const spec = index === undefined ? undefined : each.spec.fields[index];
    if (index === undefined || spec === undefined) continue;
    machine.spendOnField(value);
    setField(each, index, spec.type.accept(withoutPacket(machine, value, spec), spec, each), offset);
    return;
  }
  layer.attributes ??= new Map();
  layer.attributes.set(name, value);
}

export function deletePacketAttribute(machine: Machine, layer: LayerValue, name: string): void {
  for (const each of layersFrom(layer)) {
    machine.step();
    const index = each.spec.fieldIndex.get(name);
    if (index === undefined) continue;
    ownValues(each)[index] = undefined;
    return;
  }
  if (layer.attributes?.delete(name) !== true) throw unknownField(layer.spec, name);
}

/** What `p[…]`, `getlayer` and `in` look for. */
export interface LayerQuery {
  readonly matches: (layer: LayerValue) => boolean;
  /** From 1: which of the matching layers. */
  readonly number: number;
  readonly text: string;
}

export function layerQuery(key: Value, number = 1): LayerQuery {
  if (typeof key === "object" && key !== null) {
    if (key.kind === "layer-class")
      return { matches: (layer) => layer.spec === key.spec, number, text: key.spec.name };
    if (key.kind === "slice" && typeof key.to === "number") return layerQuery(key.from, key.to);
  }
  if (typeof key === "string") {
    return {
      matches: ({ spec }) => spec.name === key || (spec.alias ?? spec.name) === key,
      number,
      text: key,
    };
  }
  if (typeof key === "number") return { matches: () => true, number: key + 1, text: String(key) };
  throw new ScriptError(
    "wrong-type",
    `TypeError: a packet is indexed with ${aKind(key)}`,
    "write the layer's name in the brackets: packet[TCP]",
  );
}

/** The layer that a query finds, DNS sections included, in the order of the wire. */
export function findLayer(machine: Machine, layer: LayerValue, query: LayerQuery): LayerValue | undefined {
  let left = query.number;
  const visit = (first: LayerValue): LayerValue | undefined => {
    for (let each: LayerValue | undefined = first; each !== undefined; each = each.payload) {
      machine.step();
      if (query.matches(each)) {
        left -= 1;
        if (left === 0) return each;
      }
      for (const inner of heldLayers(machine, each)) {
        const found = visit(inner);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  return visit(layer);
}

const noLayers: readonly LayerValue[] = [];

/** The layers that a layer's fields hold, alone or in lists, in the order of the table. */
function heldLayers(machine: Machine, layer: LayerValue): readonly LayerValue[] {
  if (!layer.spec.holdsShared) return noLayers;
  machine.spend(layer.sites.length >> 1);
  for (const index of layer.spec.impliedLayers) {
    const field = layer.spec.fields[index];
    // Reading it makes it a layer that is there.
    if (field !== undefined) readField(layer, index, field);
  }
  let held = noLayers;
  for (const { field } of layer.sites) {
    const value = layer.values[field];
    if (value !== undefined) machine.spendOn(value);
    const inner = layersIn(value);
    if (inner.length > 0) held = held.length === 0 ? inner : [...held, ...inner];
  }
  return held;
}

function layersIn(value: Value | undefined): readonly LayerValue[] {
  if (typeof value !== "object" || value === null) return noLayers;
  if (value.kind === "layer") return [value];
  if (value.kind !== "list") return noLayers;
  return value.items.filter((item): item is LayerValue => typeof item === "object" && item?.kind === "layer");
}

export function layerAt(machine: Machine, layer: LayerValue, key: Value): LayerValue {
  const query = layerQuery(key);
  const found = findLayer(machine, layer, query);
  if (found !== undefined) return found;
  const names = Array.from(layersFrom(layer), (each) => each.spec.name).slice(0, 12);
  throw new ScriptError(
    "layer-not-found",
    `IndexError: Layer [${query.text.slice(0, 60)}] not found`,
    `the packet is ${names.join("/")}`,
  );
}

/** The layers of a packet in the wire's terms. Throws a `ScriptError` with a place for what cannot be built. */
export function toScriptLayers(layer: LayerValue): ScriptLayer[] {
  const layers: ScriptLayer[] = [];
  for (let next: LayerValue | undefined = layer; next !== undefined; next = next.payload) {
    layers.push(scriptLayerOf(next));
  }
  return layers;
}

/** A packet where text belongs stands for its octets. */
export function withoutPacket(machine: Machine, value: Value, field: FieldSpec): Value {
  const isPacket = typeof value === "object" && value?.kind === "layer" && field.type.isText === true;
  return isPacket ? bytesOf(buildPacket(machine, value)) : value;
}

/**
 * `bytes(layer)`: with Scapy's defaults, checksums under the layer below. What cannot be built fails where the script builds
 * it, as in Scapy; the packet itself, if it counts, is complained of at its field.
 */
export function buildPacket(machine: Machine, layer: LayerValue): Uint8Array {
  const place = machine.offset;
  weighPacket(machine, layer);
  try {
    const under = layer.under === undefined ? undefined : scriptLayerOf(layer.under);
    const bytes = encodeLayers(toScriptLayers(layer), under);
    machine.allocateString(bytes.length);
    return bytes;
  } catch (error) {
    if (error instanceof ScriptError) error.offset = place;
    throw error;
  }
}

/** Python's `==` of packets: the same layers with the same effective fields. */
export function equalPackets(
  machine: Machine,
  left: LayerValue,
  right: LayerValue,
  equal: (left: Value, right: Value) => boolean,
): boolean {
  const leftLayers = Array.from(layersFrom(left));
  const rightLayers = Array.from(layersFrom(right));
  if (leftLayers.length !== rightLayers.length) return false;
  return leftLayers.every((each, position) => {
    const other = rightLayers[position];
    if (other === undefined || other.spec !== each.spec) return false;
    machine.spend(each.spec.fields.length >> 1);
    return each.spec.fields.every((field, index) =>
      equal(readField(each, index, field), readField(other, index, field)),
    );
  });
}

/** One line about a packet, for `summary()` and `str()`. */
export function summarizePacket(machine: Machine, layer: LayerValue): string {
  const names = Array.from(layersFrom(layer), (each) => each.spec.name);
  machine.spend(names.length);
  const text = names.join(" / ");
  machine.allocateString(text.length);
  return text;
}
