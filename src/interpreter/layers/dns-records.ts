import type { DnsRdataFields, DnsRecordFields } from "../../wire/dns.js";
import { ScriptError } from "../diagnostic.js";
import type { DnsRecordLayerName, TableFields } from "../script-layer.js";
import { recordClasses, recordTypes } from "./dns-names.js";
import { defineLayer, wireFields } from "./layer-spec.js";
import type { FieldType, LayerSpec } from "./layer-spec.js";
import { unsigned } from "./number-fields.js";
import { computedRow, nameRow, namedRow, numberRow, octetsRow } from "./octet-fields.js";
import { encodeRows, tableRow } from "./table-layer.js";
import type { TableRow } from "./table-layer.js";

/**
 * Resource records with fields of their own, a class a type. Each becomes a record of the wire codec, whose rdata the rows
 * after the record's head give, or `rdata` where the codec has a shape for it.
 */
export function defineRecord(
  name: DnsRecordLayerName,
  alias: string,
  type: number,
  rdataRows: readonly TableRow[],
  rdata: (fields: TableFields) => DnsRdataFields = (fields) => ({
    kind: "bytes",
    bytes: encodeRows(rdataRows, fields),
  }),
): LayerSpec {
  return defineLayer({
    name,
    module: "scapy.layers.dns",
    alias,
    fields: [
      nameRow("rrname"),
      namedRow("type", 16, recordTypes, type),
      namedRow("rclass", 16, recordClasses, 1),
      numberRow("ttl", 32),
      computedRow("rdlen", 16),
      ...rdataRows,
    ],
    toScriptLayer(layer) {
      const fields = wireFields<TableFields>(layer);
      const record: DnsRecordFields = {
        name: octetsOf(fields, "rrname"),
        type: numberOf(fields, "type", type),
        class: numberOf(fields, "rclass", 1),
        ttl: numberOf(fields, "ttl", 0),
        ...(fields["rdlen"] === undefined ? {} : { rdataLength: numberOf(fields, "rdlen", 0) }),
        rdata: rdata(fields),
      };
      return { name, fields: record };
    },
  });
}

/** A number that the script set, or the default. */
export function numberOf(fields: TableFields, name: string, fallback: number): number {
  const value = fields[name];
  return typeof value === "number" ? value : fallback;
}

/** A name's octets; the root where the script set none. */
export function octetsOf(fields: TableFields, name: string): Uint8Array {
  const value = fields[name];
  return value === undefined || typeof value === "number" ? Uint8Array.of(0) : value;
}

/** RFC 1035 section 3.3.13. */
export const dnsrrSoaLayer = defineRecord(
  "DNSRRSOA",
  "DNS SOA Resource Record",
  6,
  [
    nameRow("mname"),
    nameRow("rname"),
    numberRow("serial", 32),
    numberRow("refresh", 32),
    numberRow("retry", 32),
    numberRow("expire", 32),
    numberRow("minimum", 32),
  ],
  (fields) => ({
    kind: "soa",
    primaryServer: octetsOf(fields, "mname"),
    mailbox: octetsOf(fields, "rname"),
    serial: numberOf(fields, "serial", 0),
    refresh: numberOf(fields, "refresh", 0),
    retry: numberOf(fields, "retry", 0),
    expire: numberOf(fields, "expire", 0),
    minimum: numberOf(fields, "minimum", 0),
  }),
);

/** RFC 1035 section 3.3.9; the type is SOA's unless it is given, as in Scapy 2.5.0. */
export const dnsrrMxLayer = defineRecord(
  "DNSRRMX",
  "DNS MX Resource Record",
  6,
  [numberRow("preference", 16), nameRow("exchange")],
  (fields) => ({
    kind: "mx",
    preference: numberOf(fields, "preference", 0),
    exchange: octetsOf(fields, "exchange"),
  }),
);

/** RFC 2782. */
export const dnsrrSrvLayer = defineRecord(
  "DNSRRSRV",
  "DNS SRV Resource Record",
  33,
  [numberRow("priority", 16), numberRow("weight", 16), numberRow("port", 16), nameRow("target")],
  (fields) => ({
    kind: "srv",
    priority: numberOf(fields, "priority", 0),
    weight: numberOf(fields, "weight", 0),
    port: numberOf(fields, "port", 0),
    target: octetsOf(fields, "target"),
  }),
);

/** RFC 4034 section 5. */
export const dnsrrDsLayer = defineRecord("DNSRRDS", "DNS DS Resource Record", 43, [
  numberRow("keytag", 16),
  numberRow("algorithm", 8, 5),
  numberRow("digesttype", 8, 5),
  octetsRow("digest"),
]);

/** RFC 4034 section 2: the flags are the zone key's unless they are given. */
export const dnsrrKeyLayer = defineRecord("DNSRRDNSKEY", "DNS DNSKEY Resource Record", 48, [
  numberRow("flags", 16, 0x0100),
  numberRow("protocol", 8, 3),
  numberRow("algorithm", 8, 5),
  octetsRow("publickey"),
]);

/** Seconds since 1970; None, which Scapy takes for the time of each build, is refused. */
const utcSeconds: FieldType = {
  ...unsigned(32),
  description: "32 bits, seconds since 1970",
  accept(value, field, layer) {
    if (value !== null) return unsigned(32).accept(value, field, layer);
    throw new ScriptError(
      "not-known-yet",
      `${field.name}=None stands for the time of each build, and is not supported`,
      "write int(time.time())",
    );
  },
};

/** RFC 4034 section 3. */
export const dnsrrSigLayer = defineRecord("DNSRRRSIG", "DNS RRSIG Resource Record", 46, [
  namedRow("typecovered", 16, recordTypes, 1),
  numberRow("algorithm", 8, 5),
  numberRow("labels", 8),
  numberRow("originalttl", 32),
  tableRow("expiration", utcSeconds, 32, 0),
  tableRow("inception", utcSeconds, 32, 0),
  numberRow("keytag", 16),
  nameRow("signersname"),
  octetsRow("signature"),
]);
