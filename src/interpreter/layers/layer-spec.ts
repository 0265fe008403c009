import { ScriptError } from "../diagnostic.js";
import type { ScriptLayer } from "../script-layer.js";
import type { Value } from "../values.js";
import { notConverted } from "./layer-value.js";
import type { FieldSite, LayerValue } from "./layer-value.js";

/** How a kind of field takes a script's value, and what it makes of it on the wire. */
export interface FieldType {
  /** For people: `16 bits`, `IPv4 address`. */
  readonly description: string;
  /** Names the script may give instead of numbers. */
  readonly names?: ReadonlyMap<string, number>;
  /** Whether None means "compute it", not "none". */
  readonly isComputed?: boolean;
  /** Whether both conversions look at nothing but the value and the field, so that a constant is converted once. */
  readonly isPure?: boolean;
  /** Whether the values of other fields decide what it takes. */
  readonly dependsOnOthers?: boolean;
  /** Whether reading a field that was given None gives what an unset one gives. */
  readonly noneReadsAsUnset?: boolean;
  /** Whether a packet given for it counts as its octets. */
  readonly isText?: boolean;
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
  /** The values of a layer of which nothing is set, to be copied. */
  readonly unset: readonly (Value | undefined)[];
  /** Whether the layer is nothing but octets, so that they may be given without the field's name. */
  readonly takesOctets: boolean;
  /** Whether a field can hold a layer or list that a variable holds too. */
  readonly holdsShared: boolean;
  /** Indexes of fields that read as a layer where they are unset. */
  readonly impliedLayers: readonly number[];
  /** What reading an unset field gives where that depends on neighbours or other fields. */
  readonly readUnset?: (layer: LayerValue, field: FieldSpec) => Value | undefined;
  /** Whether a field is on the wire at all, given the others; what is set without being there reads None. */
  readonly isPresent?: (layer: LayerValue, field: FieldSpec) => boolean;
  /** Fields whose unset value a run decides, so that the layer carries it as if it were set. */
  readonly sendsUnset?: ReadonlySet<string>;
  /** Whether `toScriptLayer` looks at nothing but the layer's own fields, so that a constant layer goes through it once. */
  readonly standsAlone: boolean;
  /** Throws a `ScriptError` where a neighbour keeps the layer from being built. */
  readonly checkNeighbours?: (layer: LayerValue) => void;
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
  /** Names of fields that read as a layer where they are unset. */
  readonly impliedLayers?: readonly string[];
  readonly readUnset?: (layer: LayerValue, field: FieldSpec) => Value | undefined;
  readonly isPresent?: (layer: LayerValue, field: FieldSpec) => boolean;
  readonly sendsUnset?: ReadonlySet<string>;
  readonly standsAlone?: boolean;
  readonly checkNeighbours?: (layer: LayerValue) => void;
  readonly toScriptLayer: (layer: LayerValue) => ScriptLayer;
}

export function defineLayer(options: LayerSpecOptions): LayerSpec {
  return {
    isInScapyAll: true,
    takesOctets: false,
    holdsShared: false,
    standsAlone: false,
    ...options,
    impliedLayers: (options.impliedLayers ?? []).map((name) =>
      options.fields.findIndex((field) => field.name === name),
    ),
    fieldIndex: new Map(options.fields.map((field, index) => [field.name, index])),
    unset: options.fields.map(() => undefined),
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

/** A layer in the wire's terms. Throws a `ScriptError` with a place for what cannot be built. */
export function scriptLayerOf(layer: LayerValue): ScriptLayer {
  const { spec, form } = layer;
  spec.checkNeighbours?.(layer);
  if (form === undefined) return spec.toScriptLayer(layer);
  form.scriptLayer ??= spec.toScriptLayer(layer);
  return form.scriptLayer;
}

/** The codec's fields of a layer: what was set, converted; computed ones left out. */
export function wireFields<Fields>(layer: LayerValue): Fields {
  const fields: Record<string, unknown> = {};
  const { spec, sites } = layer;
  for (const site of sites) {
    const field = spec.fields[site.field];
    if (field === undefined || spec.isPresent?.(layer, field) === false) continue;
    const wire = wireValue(layer, site, field);
    if (wire !== undefined) fields[field.ours] = wire;
  }
  if (spec.sendsUnset !== undefined) addUnset(layer, spec.sendsUnset, fields);
  // The rows were checked against `Fields` by `fieldRow`, their values by their types' conversions.
  return fields as Fields;
}

/** Fields that were not given, and whose value the run decides. */
function addUnset(layer: LayerValue, names: ReadonlySet<string>, fields: Record<string, unknown>): void {
  const { spec } = layer;
  for (const [index, field] of spec.fields.entries()) {
    if (layer.values[index] !== undefined || !names.has(field.name)) continue;
    if (spec.isPresent?.(layer, field) === false) continue;
    const value = spec.readUnset?.(layer, field);
    if (value !== undefined) fields[field.ours] = field.type.toWire(value, field, layer);
  }
}

/** A given field as the wire has it; undefined for "compute it", and where it was deleted again. */
export function wireValue(layer: LayerValue, site: FieldSite, field: FieldSpec): unknown {
  const value = layer.values[site.field];
  if (value === undefined || (value === null && field.type.isComputed === true)) return undefined;
  if (!site.isConstant || site.accepted !== value) return convert(value, field, layer, site.offset);
  if (site.wire === notConverted) site.wire = convert(value, field, layer, site.offset);
  return site.wire;
}

function convert(value: Value, field: FieldSpec, layer: LayerValue, offset: number): unknown {
  try {
    return field.type.toWire(value, field, layer);
  } catch (error) {
    if (error instanceof ScriptError) error.offset ??= offset;
    throw error;
  }
}
