import { joinBytes } from "../../wire/bytes.js";
import type { ScriptLayer, TableFields, TableLayerName } from "../script-layer.js";
import type { Value } from "../values.js";
import type { EncodeContext } from "./encode-context.js";
import { defineLayer, wireFields } from "./layer-spec.js";
import type { FieldSpec, FieldType, LayerSpec, LayerSpecOptions } from "./layer-spec.js";

/**
 * Layers that are encoded from their tables. Each row says how wide its field is, so that a layer without lengths and
 * checksums of its own needs nothing but its rows.
 */
export interface TableRow extends FieldSpec {
  /** Bits, most significant first; 0 where the field is absent; `"octets"` for as many octets as the value has. */
  readonly width: number | "octets" | ((fields: TableFields) => number | "octets");
  /** What goes on the wire where nothing is set: a number for bits, octets otherwise. */
  readonly fallback: number | Uint8Array;
}

export function tableRow(
  name: string,
  type: FieldType,
  width: TableRow["width"],
  fallback: number | Uint8Array,
  read: Value = typeof fallback === "number" ? fallback : { kind: "bytes", bytes: fallback },
): TableRow {
  return { name, ours: name, type, width, fallback, default: read };
}

export interface TableLayerSpec extends LayerSpec {
  readonly name: TableLayerName;
  readonly encode: TableEncoder;
}

export type TableEncoder = (fields: TableFields, payload: Uint8Array, context: EncodeContext) => Uint8Array;

export interface TableLayerOptions extends Omit<LayerSpecOptions, "fields" | "toScriptLayer"> {
  readonly name: TableLayerName;
  readonly rows: readonly TableRow[];
  /** What a field's unset value, a length or a checksum, depends on; left out where header and payload stand side by side. */
  readonly encode?: TableEncoder;
}

export function defineTableLayer(options: TableLayerOptions): TableLayerSpec {
  const { name, rows, encode, ...rest } = options;
  const spec = defineLayer({
    ...rest,
    name,
    fields: rows,
    toScriptLayer: (layer): ScriptLayer => ({ name, fields: wireFields<TableFields>(layer) }),
  });
  return {
    ...spec,
    name,
    encode: encode ?? ((fields, payload) => joinBytes([encodeRows(rows, fields), payload])),
  };
}

/** The octets of a table's fields in order. Rows of bits must add up to whole octets before a row of octets. */
export function encodeRows(rows: readonly TableRow[], fields: TableFields): Uint8Array {
  const parts: Uint8Array[] = [];
  let octets: number[] = [];
  let filled = 0;
  let current = 0;
  for (const row of rows) {
    const width = typeof row.width === "function" ? row.width(fields) : row.width;
    if (width === 0) continue;
    const value = fields[row.ours] ?? row.fallback;
    if (width === "octets") {
      parts.push(Uint8Array.from(octets), typeof value === "number" ? new Uint8Array(0) : value);
      octets = [];
      continue;
    }
    const number = typeof value === "number" ? value : 0;
    for (let left = width; left > 0;) {
      const take = Math.min(8 - filled, left);
      left -= take;
      const piece = Math.floor(number / 2 ** left) % 2 ** take;
      current = current * 2 ** take + piece;
      filled += take;
      if (filled < 8) continue;
      octets.push(current);
      filled = 0;
      current = 0;
    }
  }
  parts.push(Uint8Array.from(octets));
  return joinBytes(parts);
}
