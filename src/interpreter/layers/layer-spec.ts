import { ScriptError } from "../diagnostic.js";
import type { ScriptLayer } from "../script-layer.js";
import type { Value } from "../values.js";
import type { LayerValue } from "./layer-value.js";

/** How a kind of field takes a script's value, and what it makes of it on the wire. */
export interface FieldType {
  /** For people: `16 bits`, `IPv4 address`. */
  readonly description: string;
  /** Names the script may give instead of numbers. */
  readonly names?: ReadonlyMap<string, number>;
  /** Whether None means "compute it", not "none". */
  readonly isComputed?: boolean;
  /** Whether the values of other fields decide what it takes. */
  readonly dependsOnOthers?: boolean;
  /** Whether reading a field that was given None gives what an unset one gives. */
  readonly noneReadsAsUnset?: boolean;
  /** At construction and assignment: the value as it is kept and read back. Throws what Scapy refuses at once. */
  readonly accept: (value: Value, field: FieldSpec, layer: LayerValue) => Value;
  /** At build: the value for the wire codec, undefined for "compute it". Throws what Scapy refuses when it builds. */
  readonly toWire: (value: Value, field: FieldSpec, layer: LayerValue) => unknown;
}

/** One row of a layer's table: everything the interpreter knows of a field comes from here. */
export interface FieldSpec {
  /** Scapy's name, as scripts write it. */
  readonly name: string;
  /** The name of the wire codec's field; a header's own name for HTTP headers. */
  readonly ours: string;
  readonly type: FieldType;
  /** What reading gives when nothing was set and nothing is computed from the neighbours. */
  readonly default: Value;
}

/** Numbers that unset fields of a layer take because of a neighbour: by the class of either, then by field. */
export type Bindings = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface LayerSpec {
  /** Scapy's class name. */
  readonly name: string;
  /** The module that defines it, for `from scapy.layers.vxlan import VXLAN`. */
  readonly module: string;
  /** Whether `from scapy.all import *` gives it as well. */
  readonly isInScapyAll: boolean;
  /** The class it is derived from, whose bindings hold for it as well. */
  readonly derivedFrom?: string;
  /** What this layer implies for the one that carries it, by the carrier: Scapy's `bind_layers(UDP, VXLAN, dport=4789)`. */
  readonly bindsCarrier?: Bindings;
  /** What a payload implies for this layer, by the payload: `bind_layers(VXLAN, IP, NextProtocol=1)`. */
  readonly bindsToPayload?: Bindings;
  /** Another name that `haslayer` and `p["…"]` take. */
  readonly alias?: string;
  /** In wire order, which is the order in which they are set. */
  readonly fields: readonly FieldSpec[];
  readonly fieldIndex: ReadonlyMap<string, number>;
  /** Whether the layer is nothing but octets, so that they may be given without the field's name. */
  readonly takesOctets: boolean;
  /** Whether a field can hold a layer or list that a variable holds too. */
  readonly holdsShared: boolean;
  /** What reading an unset field gives where that depends on neighbours or other fields. */
  readonly readUnset?: (layer: LayerValue, field: FieldSpec) => Value | undefined;
  /** Whether a field is on the wire at all, given the others; what is set without being there reads None. */
  readonly isPresent?: (layer: LayerValue, field: FieldSpec) => boolean;
  /** Fields whose unset value a run decides, so that the layer carries it as if it were set. */
  readonly sendsUnset?: ReadonlySet<string>;
  /** What the script set, for the wire. Throws a `ScriptError` for what cannot be built. */
  readonly toScriptLayer: (layer: LayerValue) => ScriptLayer;
}

export interface LayerSpecOptions {
  readonly name: string;
  readonly module: string;
  readonly isInScapyAll?: boolean;
  readonly alias?: string;
  readonly derivedFrom?: string;
  readonly bindsCarrier?: Bindings;
  readonly bindsToPayload?: Bindings;
  readonly fields: readonly FieldSpec[];
  readonly takesOctets?: boolean;
  readonly holdsShared?: boolean;
  readonly readUnset?: (layer: LayerValue, field: FieldSpec) => Value | undefined;
  readonly isPresent?: (layer: LayerValue, field: FieldSpec) => boolean;
  readonly sendsUnset?: ReadonlySet<string>;
  readonly toScriptLayer: (layer: LayerValue) => ScriptLayer;
}

export function defineLayer(options: LayerSpecOptions): LayerSpec {
  return {
    isInScapyAll: true,
    takesOctets: false,
    holdsShared: false,
    ...options,
    fieldIndex: new Map(options.fields.map((field, index) => [field.name, index])),
  };
}

/** What a payload implies for the unset fields of the layer that carries it; undefined where it implies nothing. */
export function impliedFields(
  carrier: LayerSpec,
  payload: LayerSpec,
): Readonly<Record<string, number>> | undefined {
  return (
    carrier.bindsToPayload?.[payload.name] ??
    payload.bindsCarrier?.[carrier.name] ??
    payload.bindsCarrier?.[carrier.derivedFrom ?? ""]
  );
}

/** A row whose codec field is checked against the codec's type. */
export function fieldRow<Fields>(): (
  name: string,
  ours: keyof Fields & string,
  type: FieldType,
  fallback: Value,
) => FieldSpec {
  return (name, ours, type, fallback) => ({ name, ours, type, default: fallback });
}

/** The codec's fields of a layer: what was set, converted; computed ones left out. */
export function wireFields<Fields>(layer: LayerValue): Fields {
  const fields: Record<string, unknown> = {};
  const specs = layer.spec.fields;
  for (let index = 0; index < specs.length; index += 1) {
    const spec = specs[index];
    if (spec === undefined) continue;
    const value = layer.values[index] ?? unsetValue(layer, spec, index);
    if (value === undefined) continue;
    if (layer.spec.isPresent?.(layer, spec) === false) continue;
    const wire = wireValue(value, spec, layer, index);
    if (wire !== undefined) fields[spec.ours] = wire;
  }
  // The rows were checked against `Fields` by `fieldRow`, their values by their types' conversions.
  return fields as Fields;
}

function unsetValue(layer: LayerValue, spec: FieldSpec, index: number): Value | undefined {
  if (layer.values[index] === null) return null;
  return layer.spec.sendsUnset?.has(spec.name) === true ? layer.spec.readUnset?.(layer, spec) : undefined;
}

/** Converts one field, with the place where it was given in the error. */
export function wireValue(value: Value, spec: FieldSpec, layer: LayerValue, index: number): unknown {
  if (value === null && spec.type.isComputed === true) return undefined;
  try {
    return spec.type.toWire(value, spec, layer);
  } catch (error) {
    if (error instanceof ScriptError && error.offset === undefined) {
      error.offset = layer.sites.findLast((site) => site.field === index)?.offset ?? layer.offset;
    }
    throw error;
  }
}
