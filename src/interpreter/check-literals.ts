import { ScriptError } from "./diagnostic.js";
import type { Complaint } from "./diagnostic.js";
import type { FieldSpec } from "./layers/layer-spec.js";
import { ownValues } from "./layers/layer-value.js";
import type { LayerValue } from "./layers/layer-value.js";
import type { LayerNode } from "./tree.js";
import type { Value } from "./values.js";

/**
 * The faults of literal values in calls of layers, wherever in the script they stand. A run ends at its first fault, so
 * that those behind it would come to light one by one; what a literal does not fit, it does not fit in any run. `behind` is
 * the offset from which on they are told, `most` how many are enough.
 */
export function checkLiterals(
  layers: readonly LayerNode[],
  { behind = -1, most = 50 }: { readonly behind?: number; readonly most?: number } = {},
): Complaint[] {
  const complaints: Complaint[] = [];
  for (const node of layers) {
    if (complaints.length >= most) break;
    complaints.push(...faultsOf(node).filter(({ offset }) => offset > behind));
  }
  return complaints;
}

function faultsOf(node: LayerNode): Complaint[] {
  const { fields } = node.spec;
  const layer = layerOf(node);
  const given = new Map(node.keywords.map((keyword) => [keyword.field, keyword]));
  const isWhole = node.keywords.every(({ value }) => value.kind === "constant");
  const complaints: Complaint[] = [];
  for (const [index, field] of fields.entries()) {
    const keyword = given.get(index);
    if (keyword?.value.kind !== "constant" || !keyword.value.isLiteral) continue;
    // What depends on a neighbour whose value is not known here may be right in the run.
    if (field.type.dependsOnOthers === true && !isWhole) continue;
    const fault = faultOf(keyword.value.value, field, layer, index);
    if (fault === undefined) continue;
    const { code, message, hint } = fault;
    complaints.push({ code, message, hint, offset: offsetOf(node, index) });
  }
  return complaints;
}

function offsetOf({ sites, start }: LayerNode, field: number): number {
  return sites.find((site) => site.field === field)?.offset ?? start;
}

function faultOf(value: Value, field: FieldSpec, layer: LayerValue, index: number): ScriptError | undefined {
  try {
    const accepted = field.type.accept(value, field, layer);
    ownValues(layer)[index] = accepted;
    // None is "unset" for most fields, and for headers "not sent".
    if (accepted === null) return undefined;
    if (layer.spec.isPresent?.(layer, field) !== false) field.type.toWire(accepted, field, layer);
    return undefined;
  } catch (error) {
    if (error instanceof ScriptError) return error;
    throw error;
  }
}

/** A layer as the call would make it, outside any run. */
function layerOf({ spec, start }: LayerNode): LayerValue {
  return {
    kind: "layer",
    spec,
    values: spec.fields.map(() => undefined),
    payload: undefined,
    under: undefined,
    time: 0,
    timeIsAssigned: false,
    startSeconds: 0,
    sleeps: 0,
    offset: start,
    sites: [],
    form: undefined,
    attributes: undefined,
  };
}
