import type { Value } from "../values.js";
import { impliedFields } from "./layer-spec.js";
import type { FieldSpec } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";

/** What the payload implies for an unset field. */
export function readImplied(layer: LayerValue, field: FieldSpec): Value | undefined {
  if (layer.payload === undefined) return undefined;
  const number = impliedFields(layer.spec, layer.payload.spec)?.[field.name];
  return number === undefined ? undefined : field.type.accept(number, field, layer);
}
