import { joinBytes, latin1Bytes } from "../../wire/bytes.js";
import type { HttpHeaderFieldFields } from "../../wire/http.js";
import { ScriptError } from "../diagnostic.js";
import { isTrue, aKind } from "../values.js";
import type { Value } from "../values.js";
import { defineLayer, wireValue } from "./layer-spec.js";
import type { FieldSpec, FieldType } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";
import { headText, textOctets, textOrOctets } from "./text-fields.js";

/** Scapy's HTTP class: it has no fields and adds no octets, but gives TCP below it port 80 on both sides. */
export const httpLayer = defineLayer({
  name: "HTTP",
  module: "scapy.layers.http",
  isInScapyAll: false,
  alias: "HTTP 1",
  bindsCarrier: { TCP: { sport: 80, dport: 80 } },
  fields: [],
  standsAlone: true,
  toScriptLayer: () => ({ name: "HTTP", fields: {} }),
});

const unknownHeaders: FieldType = {
  description: "dict of header names and values",
  accept: (value) => value,
  toWire: (value) => value,
};

/** The rows of a message's header fields, with the dict of others at the end. */
export function headerRows(names: readonly string[]): FieldSpec[] {
  const rows = names.map((name): FieldSpec => ({
    name: name.replaceAll("-", "_"),
    ours: name,
    type: headText,
    default: null,
  }));
  rows.push({ name: "Unknown_Headers", ours: "Unknown-Headers", type: unknownHeaders, default: null });
  return rows;
}

/** The header fields a script set, in the order of the table, which is the order on the wire; empty ones are not sent. */
export function headersToWire(layer: LayerValue, firstHeader: number): HttpHeaderFieldFields[] {
  const headers: HttpHeaderFieldFields[] = [];
  const { fields } = layer.spec;
  for (const site of layer.sites) {
    const value = layer.values[site.field];
    const field = fields[site.field];
    if (site.field < firstHeader || field === undefined || value === undefined || !isTrue(value)) continue;
    if (site.field === fields.length - 1) headers.push(...unknownToWire(value));
    else headers.push({ name: field.ours, value: wireValue(layer, site, field) as string | Uint8Array });
  }
  return headers;
}

function unknownToWire(value: Value): HttpHeaderFieldFields[] {
  if (typeof value !== "object" || value === null || value.kind !== "dict") {
    throw new ScriptError(
      "wrong-type",
      `AttributeError: Unknown_Headers is given ${aKind(value)}`,
      'give it a dict: Unknown_Headers={"X-Name": "value"}',
    );
  }
  return Array.from(value.entries.values(), (entry) => ({
    name: textOrOctets(textOctets(entry.key, "Unknown_Headers")),
    value: textOrOctets(textOctets(entry.value, "Unknown_Headers")),
  }));
}

/** Heads by the fields they were made of: `len(packet[TCP].payload)` makes one, and building the packet makes it again. */
const heads = new WeakMap<object, Uint8Array>();

/** A message: its head, which is made once for the same fields, and what follows it. */
export function encodeMessage(fields: object, body: Uint8Array, makeHead: () => Uint8Array): Uint8Array {
  let head = heads.get(fields);
  if (head === undefined) {
    head = makeHead();
    heads.set(fields, head);
  }
  return body.length === 0 ? head : joinBytes([head, body]);
}

type Octets = string | Uint8Array;

/**
 * A head as Scapy writes it: an empty part of the first line vanishes with the separator behind it, so that without the
 * last part the first header follows on the same line. A head with nothing in it is no head at all.
 */
export function encodeHead(
  [first, second, third]: readonly [Octets, Octets, Octets],
  headers: readonly HttpHeaderFieldFields[],
): Uint8Array {
  const parts: Uint8Array[] = [];
  if (first.length > 0) parts.push(bytesOfText(first), blank);
  if (second.length > 0) parts.push(bytesOfText(second), blank);
  if (third.length > 0) parts.push(bytesOfText(third), crlf);
  for (const { name, value } of headers) parts.push(bytesOfText(name), colon, bytesOfText(value), crlf);
  if (parts.length > 0) parts.push(crlf);
  return joinBytes(parts);
}

const blank = Uint8Array.of(0x20);
const colon = Uint8Array.of(0x3a, 0x20);
const crlf = Uint8Array.of(0x0d, 0x0a);

function bytesOfText(text: Octets): Uint8Array {
  return typeof text === "string" ? latin1Bytes(text) : text;
}
