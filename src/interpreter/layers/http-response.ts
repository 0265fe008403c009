import { encodeHttpResponse } from "../../wire/http.js";
import type { HttpResponseFields } from "../../wire/http.js";
import { ScriptError } from "../diagnostic.js";
import { utf8 } from "../text-codec.js";
import { bytesOf } from "../values.js";
import { encodeHead, encodeMessage, headerRows, headersToWire } from "./http.js";
import { responseHeaderNames } from "./http-header-names.js";
import { startLine } from "./http-request.js";
import { defineLayer, fieldRow } from "./layer-spec.js";
import { offsetOfField } from "./layer-value.js";
import type { LayerValue } from "./layer-value.js";
import { firstLineText, textOctets } from "./text-fields.js";

const row = fieldRow<HttpResponseFields>();
const firstHeader = 3;
/** Codings with which Scapy compresses the body itself when it builds. */
const compressingCodings: ReadonlySet<string> = new Set(["deflate", "gzip", "compress"]);

export const httpResponseLayer = defineLayer({
  name: "HTTPResponse",
  module: "scapy.layers.http",
  isInScapyAll: false,
  alias: "HTTP Response",
  fields: [
    row("Http_Version", "version", firstLineText, bytesOf(utf8("HTTP/1.1"))),
    row("Status_Code", "statusCode", firstLineText, bytesOf(utf8("200"))),
    row("Reason_Phrase", "reasonPhrase", firstLineText, bytesOf(utf8("OK"))),
    ...headerRows(responseHeaderNames),
  ],
  holdsShared: true,
  standsAlone: true,
  toScriptLayer: (layer) => ({ name: "HTTPResponse", fields: toFields(layer) }),
});

function toFields(layer: LayerValue): HttpResponseFields {
  refuseCompression(layer);
  const headers = headersToWire(layer, firstHeader);
  const start: HttpResponseFields = startLine(layer);
  return headers.length === 0 ? start : Object.assign(start, { headers });
}

function refuseCompression(layer: LayerValue): void {
  for (const name of ["Transfer_Encoding", "Content_Encoding"]) {
    const index = layer.spec.fieldIndex.get(name) ?? -1;
    const value = layer.values[index];
    if (value === undefined || value === null) continue;
    const codings = new TextDecoder("latin1").decode(textOctets(value, name)).split(",");
    const coding = codings
      .map((part) => part.trim().toLowerCase())
      .find((part) => compressingCodings.has(part));
    if (coding === undefined) continue;
    throw new ScriptError(
      "compressed-body",
      `${name} names ${coding}, which would compress the body when the packet is built; that is not supported`,
      `leave ${name} out and send the body as it is`,
      offsetOfField(layer, index),
    );
  }
}

/** Scapy's defaults: HTTP/1.1 200 OK; neither Date nor Content-Length is added. */
export function encodeResponse(fields: HttpResponseFields, payload: Uint8Array): Uint8Array {
  return encodeMessage(fields, payload, () => encodeResponseHead(fields));
}

function encodeResponseHead(fields: HttpResponseFields): Uint8Array {
  const { version = "HTTP/1.1", statusCode = "200", reasonPhrase = "OK", headers = [] } = fields;
  const status = typeof statusCode === "number" ? String(statusCode) : statusCode;
  if (version.length === 0 || status.length === 0 || reasonPhrase.length === 0) {
    return encodeHead([version, status, reasonPhrase], headers);
  }
  return encodeHttpResponse(fields);
}
