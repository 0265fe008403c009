import type { DnsRdataFields } from "../../wire/dns.js";
import { joinBytes } from "../../wire/bytes.js";
import { ScriptError } from "../diagnostic.js";
import type { TableFields } from "../script-layer.js";
import { aKind } from "../values.js";
import type { Value } from "../values.js";
import { recordTypes } from "./dns-names.js";
import { numberOf, octetsOf } from "./dns-records.js";
import { edns0TlvLayer } from "./edns0tlv.js";
import { defineLayer, wireFields } from "./layer-spec.js";
import type { FieldType } from "./layer-spec.js";
import { bits } from "./number-fields.js";
import { computedRow, nameRow, namedRow, numberRow } from "./octet-fields.js";
import { tableRow } from "./table-layer.js";
import { textOctets } from "./text-fields.js";

/** The options of an OPT record: text or bytes as they are, an EDNS0TLV, or a list of them. */
const optionList: FieldType = {
  description: "EDNS0TLV or a list of them, text or bytes",
  accept: (value) => value,
  toWire(value, field): Uint8Array {
    const items = typeof value === "object" && value?.kind === "list" ? value.items : [value];
    return joinBytes(items.map((item) => optionOctets(item, field.name)));
  },
};

function optionOctets(item: Value, fieldName: string): Uint8Array {
  if (typeof item === "object" && item?.kind === "layer" && item.spec === edns0TlvLayer) {
    return edns0TlvLayer.encode(wireFields<TableFields>(item), new Uint8Array(0), {
      self: "EDNS0TLV",
      below: undefined,
      above: undefined,
      beyondTags: undefined,
      implied: undefined,
      carriedThere: undefined,
      compressDnsNames: false,
    });
  }
  if (typeof item === "string" || (typeof item === "object" && item?.kind === "bytes")) {
    return textOctets(item, fieldName);
  }
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${fieldName} is given ${aKind(item)}, but needs options`,
    "give it EDNS0TLV(optcode=…, optdata=…), a list of them, or leave it out",
  );
}

/** Scapy's bit for "DNSSEC answers are welcome" (RFC 3225), set unless z is given. */
const dnssecOk = 0x8000;

/** RFC 6891 section 6.1: the class is the size of UDP payloads, the TTL holds extended code, version and flags. */
export const dnsrrOptLayer = defineLayer({
  name: "DNSRROPT",
  module: "scapy.layers.dns",
  alias: "DNS OPT Resource Record",
  fields: [
    nameRow("rrname"),
    namedRow("type", 16, recordTypes, 41),
    numberRow("rclass", 16, 4096),
    numberRow("extrcode", 8),
    numberRow("version", 8),
    tableRow("z", bits(16, { names: new Map([["D0", dnssecOk]]) }), 16, dnssecOk),
    computedRow("rdlen", 16),
    tableRow("rdata", optionList, "octets", new Uint8Array(0), { kind: "list", items: [] }),
  ],
  holdsShared: true,
  toScriptLayer(layer) {
    const fields = wireFields<TableFields>(layer);
    const extended = numberOf(fields, "extrcode", 0) * 2 ** 24 + numberOf(fields, "version", 0) * 2 ** 16;
    const data = fields["rdata"];
    const rdata: DnsRdataFields = {
      kind: "bytes",
      bytes: data === undefined || typeof data === "number" ? new Uint8Array(0) : data,
    };
    return {
      name: "DNSRROPT",
      fields: {
        name: octetsOf(fields, "rrname"),
        type: numberOf(fields, "type", 41),
        class: numberOf(fields, "rclass", 4096),
        ttl: extended + numberOf(fields, "z", dnssecOk),
        ...(fields["rdlen"] === undefined ? {} : { rdataLength: numberOf(fields, "rdlen", 0) }),
        rdata,
      },
    };
  },
});
