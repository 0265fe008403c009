import { ScriptError } from "./diagnostic.js";
import { fieldSite } from "./layers/layer-value.js";
import type { FieldSite } from "./layers/layer-value.js";
import type { LayerSpec } from "./layers/layer-spec.js";
import type { Machine } from "./machine.js";
import { makeLayer } from "./make-layer.js";
import { aKind } from "./values.js";
import type { KeywordValues, Value } from "./values.js";

/** Where a call stands and where its keywords stand. */
export interface CallSite {
  readonly start: number;
  readonly keywords: readonly { readonly name: string | undefined; readonly offset: number }[];
}

/** Calls a value that is only known when the script runs: a function, or a layer's class held by a variable. */
export function callValue(
  machine: Machine,
  callee: Value,
  positional: readonly Value[],
  keywords: KeywordValues,
  site: CallSite,
): Value {
  if (typeof callee === "object" && callee !== null) {
    if (callee.kind === "function") return callee.call(machine, positional, keywords);
    if (callee.kind === "layer-class") return callLayer(machine, callee.spec, positional, keywords, site);
    if (callee.kind === "module") {
      throw new ScriptError(
        "wrong-type",
        `TypeError: '${callee.name}' is a module and cannot be called`,
        "call one of its functions",
      );
    }
  }
  throw new ScriptError("wrong-type", `TypeError: ${aKind(callee)} cannot be called`);
}

function callLayer(
  machine: Machine,
  spec: LayerSpec,
  positional: readonly Value[],
  keywords: KeywordValues,
  site: CallSite,
): Value {
  const given: (Value | undefined)[] = spec.fields.map(() => undefined);
  const sites: FieldSite[] = [];
  let unknown: string | undefined;
  for (const [name, value] of keywords) {
    const field = spec.fieldIndex.get(name);
    if (field === undefined) unknown ??= name;
    else {
      given[field] = value;
      sites.push(
        fieldSite(field, site.keywords.find((keyword) => keyword.name === name)?.offset ?? site.start),
      );
    }
  }
  sites.sort((left, right) => left.field - right.field);
  return makeLayer(machine, {
    spec,
    start: site.start,
    given,
    positional,
    sites,
    unknown: unknown === undefined ? undefined : { name: unknown },
  });
}
