import { didYouMean } from "../did-you-mean.js";
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

export interface LayerSpec {
  /** Scapy's class name. */
  readonly name: string;
  /** Where a script finds it. */
  readonly module: "scapy.all" | "scapy.layers.http";
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
  readonly module?: "scapy.all" | "scapy.layers.http";
  readonly alias?: string;
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
    module: "scapy.all",
    takesOctets: false,
    holdsShared: false,
    ...options,
    fieldIndex: new Map(options.fields.map((field, index) => [field.name, index])),
  };
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

/** What authors call fields that Scapy names otherwise. */
const synonyms: ReadonlyMap<string, readonly string[]> = new Map([
  ["source", ["src"]],
  ["src_ip", ["src", "psrc"]],
  ["src_mac", ["src", "hwsrc"]],
  ["src_port", ["sport"]],
  ["srcport", ["sport"]],
  ["source_port", ["sport"]],
  ["destination", ["dst"]],
  ["dest", ["dst"]],
  ["dst_ip", ["dst", "pdst"]],
  ["dst_mac", ["dst", "hwdst"]],
  ["dst_port", ["dport"]],
  ["dstport", ["dport"]],
  ["destination_port", ["dport"]],
  ["src", ["sport", "psrc"]],
  ["dst", ["dport", "pdst"]],
  ["checksum", ["chksum"]],
  ["length", ["len"]],
  ["protocol", ["proto"]],
  ["sequence", ["seq"]],
  ["win", ["window"]],
  ["data", ["load"]],
  ["payload", ["load"]],
  ["name", ["qname", "rrname"]],
  ["type", ["qtype"]],
  ["status", ["Status_Code"]],
  ["version", ["Http_Version"]],
  ["uri", ["Path"]],
  ["url", ["Path"]],
]);

export function unknownField(spec: LayerSpec, name: string): ScriptError {
  const synonym = synonyms.get(name.toLowerCase())?.find((field) => spec.fieldIndex.has(field));
  const near = synonym === undefined ? didYouMean(name, spec.fieldIndex.keys()) : `did you mean ${synonym}?`;
  const all = [...spec.fieldIndex.keys()];
  const hint =
    near ??
    (all.length === 0 ? `${spec.name}() takes no fields` : `its fields: ${all.slice(0, 24).join(", ")}`);
  return new ScriptError(
    "unknown-field",
    `AttributeError: ${spec.name} has no field ${name.slice(0, 60)}`,
    hint,
  );
}
