import { encodeHttpRequest } from "../../wire/http.js";
import type { HttpRequestFields } from "../../wire/http.js";
import { bytesOf } from "../values.js";
import { utf8 } from "../text-codec.js";
import { encodeHead, encodeMessage, headerRows, headersToWire } from "./http.js";
import { requestHeaderNames } from "./http-header-names.js";
import { defineLayer, fieldRow, wireValue } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";
import { firstLineText } from "./text-fields.js";

const row = fieldRow<HttpRequestFields>();
const firstHeader = 3;

export const httpRequestLayer = defineLayer({
  name: "HTTPRequest",
  module: "scapy.layers.http",
  isInScapyAll: false,
  alias: "HTTP Request",
  fields: [
    row("Method", "method", firstLineText, bytesOf(utf8("GET"))),
    row("Path", "target", firstLineText, bytesOf(utf8("/"))),
    row("Http_Version", "version", firstLineText, bytesOf(utf8("HTTP/1.1"))),
    ...headerRows(requestHeaderNames),
  ],
  holdsShared: true,
  standsAlone: true,
  toScriptLayer: (layer) => ({ name: "HTTPRequest", fields: toFields(layer) }),
});

function toFields(layer: LayerValue): HttpRequestFields {
  const headers = headersToWire(layer, firstHeader);
  const start: HttpRequestFields = startLine(layer);
  return headers.length === 0 ? start : Object.assign(start, { headers });
}

/** The parts of the first line that were set, by the codec's names. */
export function startLine(layer: LayerValue): Record<string, string | Uint8Array> {
  const parts: Record<string, string | Uint8Array> = {};
  for (const site of layer.sites) {
    const field = layer.spec.fields[site.field];
    if (site.field >= firstHeader || field === undefined) continue;
    const wire = wireValue(layer, site, field) as string | Uint8Array | undefined;
    if (wire !== undefined) parts[field.ours] = wire;
  }
  return parts;
}

/** Scapy's defaults: GET / HTTP/1.1; nothing else is added. */
export function encodeRequest(fields: HttpRequestFields, payload: Uint8Array): Uint8Array {
  return encodeMessage(fields, payload, () => encodeRequestHead(fields));
}

function encodeRequestHead(fields: HttpRequestFields): Uint8Array {
  const { method = "GET", target = "/", version = "HTTP/1.1", headers = [] } = fields;
  if (version.length === 0 || target.length === 0 || method.length === 0) {
    return encodeHead([method, target, version], headers);
  }
  return encodeHttpRequest(fields);
}
