import { ScriptError } from "./diagnostic.js";
import { unknownField } from "./layers/unknown-field.js";
import type { LayerSpec } from "./layers/layer-spec.js";
import { createLayer, setField } from "./layers/layer-value.js";
import type { ConstantForm, FieldSite, LayerValue } from "./layers/layer-value.js";
import { type Machine, takesSteps } from "./machine.js";
import { withoutPacket } from "./packet-operations.js";
import type { Value } from "./values.js";

/** A call of a layer's class with its arguments evaluated. */
export interface LayerCall {
  readonly spec: LayerSpec;
  /** Offset of the call. */
  readonly start: number;
  /** By the field's index; undefined where nothing was given. The new layer keeps this array. */
  readonly given: (Value | undefined)[];
  readonly positional: readonly Value[];
  /** Where the fields were given, in the order of the table. */
  readonly sites: readonly FieldSite[];
  /** The first keyword that names no field. */
  readonly unknown: { readonly name: string; readonly offset?: number } | undefined;
  /** Where every argument is the same in every run. */
  readonly form?: ConstantForm | undefined;
}

/**
 * Makes a layer. Its fields are set in the order of the table whatever the order of the keywords, and an unknown keyword is
 * refused last, as Scapy does.
 */
export function makeLayer(machine: Machine, call: LayerCall): LayerValue {
  const { spec, given, unknown } = call;
  const layer = createLayer(machine, spec, given, call.start, call.sites);
  const costly = call.form === undefined ? [] : given.filter(takesSteps);
  if (call.positional.length > 0) setPositional(layer, call.positional);
  // Values not yet accepted must not be seen by the acceptance of earlier ones: those look at earlier fields only.
  for (const site of layer.sites) given[site.field] = acceptField(machine, layer, site);
  if (unknown !== undefined) {
    const error = unknownField(spec, unknown.name);
    error.offset = unknown.offset;
    throw error;
  }
  if (call.form !== undefined) keepForm(layer, call.form, given, costly);
  return layer;
}

/** The next layer of the same call has the same values, unless one of them is something that a script may change. */
function keepForm(
  layer: LayerValue,
  form: ConstantForm,
  values: readonly (Value | undefined)[],
  costly: readonly Value[],
): void {
  for (const { field } of layer.sites) {
    const value = values[field];
    if (typeof value === "object" && value !== null && !unchanging.has(value.kind)) return;
  }
  form.values = values;
  form.costly = costly;
  layer.form = form;
}

const unchanging: ReadonlySet<string> = new Set(["bytes", "float", "flags"]);

function acceptField(machine: Machine, layer: LayerValue, site: FieldSite): Value | undefined {
  const { field: index, offset } = site;
  const value = layer.values[index];
  const field = layer.spec.fields[index];
  if (value === undefined || field === undefined) return undefined;
  // Charged in every run alike, though a constant is converted in the first one only.
  machine.spendOnField(value);
  if (site.accepted !== undefined) return site.accepted;
  try {
    const accepted = field.type.accept(withoutPacket(machine, value, field), field, layer);
    if (site.isConstant) site.accepted = accepted;
    return accepted;
  } catch (error) {
    if (error instanceof ScriptError) error.offset ??= offset;
    throw error;
  }
}

/** A positional argument is octets to dissect, which makes sense where a layer is nothing but octets. */
function setPositional(layer: LayerValue, positional: readonly Value[]): void {
  const { spec } = layer;
  const [value] = positional;
  if (positional.length === 1 && spec.takesOctets && value !== undefined) {
    if (layer.values[0] === undefined) setField(layer, 0, value, layer.offset);
    return;
  }
  const isBytes = typeof value === "object" && value?.kind === "bytes";
  if (positional.length === 1 && isBytes) {
    throw new ScriptError(
      "not-known-yet",
      `${spec.name}(bytes) takes a packet apart, which is not supported`,
      "keep the layers in a variable and copy them: packet.copy()",
    );
  }
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${spec.name}() takes its fields by name, but is given ${positional.length} without`,
    spec.fieldIndex.has("src")
      ? `write ${spec.name}(src="…", dst="…")`
      : `write ${spec.name}(${spec.fields
          .slice(0, 2)
          .map((field) => `${field.name}=…`)
          .join(", ")})`,
  );
}
