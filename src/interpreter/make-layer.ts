import { ScriptError } from "./diagnostic.js";
import { unknownField } from "./layers/unknown-field.js";
import type { LayerSpec } from "./layers/layer-spec.js";
import { createLayer } from "./layers/layer-value.js";
import type { FieldSite, LayerValue } from "./layers/layer-value.js";
import type { Machine } from "./machine.js";
import type { Value } from "./values.js";

/** A call of a layer's class with its arguments evaluated. */
export interface LayerCall {
  readonly spec: LayerSpec;
  /** Offset of the call. */
  readonly start: number;
  /** By the field's index; undefined where nothing was given. The new layer keeps this array. */
  readonly given: (Value | undefined)[];
  readonly positional: readonly Value[];
  /** Where the fields were given. */
  readonly sites: readonly FieldSite[];
  /** The first keyword that names no field. */
  readonly unknown: { readonly name: string; readonly offset?: number } | undefined;
}

/**
 * Makes a layer. Its fields are set in the order of the table whatever the order of the keywords, and an unknown keyword is
 * refused last, as Scapy does.
 */
export function makeLayer(machine: Machine, call: LayerCall): LayerValue {
  const { spec, given, sites, unknown } = call;
  const layer = createLayer(machine, spec, given, call.start, sites);
  if (call.positional.length > 0) setPositional(given, call.positional, spec);
  const { fields } = spec;
  // Values not yet accepted must not be seen by the acceptance of earlier ones: those look at earlier fields only.
  for (let index = 0; index < fields.length; index += 1) {
    const value = given[index];
    const field = fields[index];
    if (value === undefined || field === undefined) continue;
    try {
      given[index] = field.type.accept(value, field, layer);
    } catch (error) {
      if (error instanceof ScriptError) error.offset ??= sites.find((site) => site.field === index)?.offset;
      throw error;
    }
  }
  if (unknown !== undefined) {
    const error = unknownField(spec, unknown.name);
    error.offset = unknown.offset;
    throw error;
  }
  return layer;
}

/** A positional argument is octets to dissect, which makes sense where a layer is nothing but octets. */
function setPositional(given: (Value | undefined)[], positional: readonly Value[], spec: LayerSpec): void {
  const [value] = positional;
  if (positional.length === 1 && spec.takesOctets && value !== undefined) {
    given[0] ??= value;
    return;
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
