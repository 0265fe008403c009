import type { DnsRecordFields } from "../../wire/dns.js";
import { list } from "../values.js";
import type { Value } from "../values.js";
import { domainName, recordData, unsetRdata } from "./dns-fields.js";
import { recordClasses, recordTypes } from "./dns-names.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";
import { named, unsigned } from "./number-fields.js";

const row = fieldRow<DnsRecordFields>();
const emptyBytes: Value = { kind: "bytes", bytes: new Uint8Array(0) };

export const dnsrrLayer = defineLayer({
  name: "DNSRR",
  module: "scapy.layers.dns",
  alias: "DNS Resource Record",
  fields: [
    row("rrname", "name", domainName, { kind: "bytes", bytes: Uint8Array.of(0x2e) }),
    row("type", "type", named(16, recordTypes), 1),
    row("rclass", "class", named(16, recordClasses), 1),
    row("ttl", "ttl", unsigned(32), 0),
    row("rdlen", "rdataLength", unsigned(16, true), null),
    row("rdata", "rdata", recordData, emptyBytes),
  ],
  holdsShared: true,
  readUnset: (layer, field) => (field.name === "rdata" ? unsetRdataValue(layer) : undefined),
  standsAlone: true,
  toScriptLayer: (layer) => ({ name: "DNSRR", fields: wireFields<DnsRecordFields>(layer) }),
});

function unsetRdataValue(layer: LayerValue): Value {
  const type = layer.values[layer.spec.fieldIndex.get("type") ?? -1];
  const rdata = unsetRdata(typeof type === "number" ? type : 1);
  if (rdata.kind === "a" || rdata.kind === "aaaa") return rdata.kind === "a" ? "0.0.0.0" : "::";
  return rdata.kind === "txt" ? list([]) : emptyBytes;
}

/** Scapy's defaults: the root's name, type A, class IN, TTL 0, an rdata of zeros. */
export function fillRecord(fields: DnsRecordFields): DnsRecordFields {
  const type = fields.type ?? 1;
  return {
    name: fields.name ?? ".",
    type,
    class: fields.class ?? 1,
    ttl: fields.ttl ?? 0,
    ...(fields.rdataLength === undefined ? {} : { rdataLength: fields.rdataLength }),
    rdata: fields.rdata ?? unsetRdata(type),
  };
}
