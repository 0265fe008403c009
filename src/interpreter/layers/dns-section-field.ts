import { joinBytes } from "../../wire/bytes.js";
import type { DnsQuestionFields, DnsRecordFields } from "../../wire/dns.js";
import { ScriptError } from "../diagnostic.js";
import type { DnsSection, ScriptLayer } from "../script-layer.js";
import { asInteger, aKind } from "../values.js";
import type { Value } from "../values.js";
import { encodeQuestion, encodeRecord } from "./dns-record-bytes.js";
import { fillQuestion } from "./dnsqr.js";
import { fillRecord } from "./dnsrr.js";
import { scriptLayerOf } from "./layer-spec.js";
import type { FieldType } from "./layer-spec.js";
import { layersFrom } from "./layer-value.js";
import type { LayerValue } from "./layer-value.js";
import { textOctets } from "./text-fields.js";

/**
 * A section of a message: a record, or records joined by `/`; of a list Scapy sends the first element. Text, bytes and
 * records of the other kind go out as their octets. None is an empty section.
 */
export function sectionField(kind: "questions" | "records"): FieldType {
  const wanted = kind === "questions" ? "DNSQR" : "DNSRR";
  return {
    description: `${wanted}, or several joined with /`,
    accept: (value) => value,
    toWire(value, field): DnsSection<DnsQuestionFields | DnsRecordFields> {
      if (value === null) return [];
      const first = typeof value === "object" && value.kind === "list" ? value.items[0] : value;
      if (first === undefined)
        throw new ScriptError("wrong-value", `StopIteration: ${field.name} is an empty list`, "leave it out");
      if (typeof first === "object" && first?.kind === "layer") return layersSection(first, kind, field.name);
      if (isOctets(first)) return { bytes: textOctets(first, field.name), count: 0 };
      throw new ScriptError(
        "wrong-type",
        `TypeError: ${field.name} is given ${aKind(first)}`,
        `give it a ${wanted}, or several joined with /`,
      );
    },
  };
}

function isOctets(value: Value): boolean {
  return (
    typeof value === "string" ||
    asInteger(value) !== undefined ||
    (typeof value === "object" && value?.kind === "bytes")
  );
}

function layersSection(
  first: LayerValue,
  kind: "questions" | "records",
  fieldName: string,
): DnsSection<DnsQuestionFields | DnsRecordFields> {
  for (const { spec } of layersFrom(first))
    if (!isEntry(spec) && spec.name !== "Raw") throw notInSection(spec.name, fieldName);
  const layers = Array.from(layersFrom(first), scriptLayerOf);
  const isQuestions = layers.every((layer) => layer.name === "DNSQR");
  const isRecords = layers.every((layer) => layer.name !== "DNSQR" && isEntry(layer));
  if (kind === "questions" ? isQuestions : isRecords) {
    return layers.map((layer) => layer.fields as DnsQuestionFields | DnsRecordFields);
  }
  const firstOther = layers.findIndex((layer) => !isEntry(layer));
  return {
    bytes: joinBytes(layers.map((layer) => entryOctets(layer, fieldName))),
    count: firstOther === -1 ? layers.length : firstOther,
  };
}

/** Whether a layer counts as a record of a section. */
export function isEntry(layer: { readonly name: string }): boolean {
  return layer.name === "DNSQR" || layer.name.startsWith("DNSRR");
}

function entryOctets(layer: ScriptLayer, fieldName: string): Uint8Array {
  const none = new Uint8Array(0);
  switch (layer.name) {
    case "DNSQR":
      return encodeQuestion(fillQuestion(layer.fields), none);
    case "Raw":
      return layer.fields.load ?? none;
    case "DNSRR":
    case "DNSRROPT":
    case "DNSRRSOA":
    case "DNSRRMX":
    case "DNSRRSRV":
    case "DNSRRDS":
    case "DNSRRDNSKEY":
    case "DNSRRNSEC":
    case "DNSRRRSIG":
    case "DNSRRTSIG":
      return encodeRecord(fillRecord(layer.fields), none);
    default:
      throw notInSection(layer.name, fieldName);
  }
}

function notInSection(name: string, fieldName: string): ScriptError {
  return new ScriptError(
    "not-known-yet",
    `${fieldName} holds ${name}, which is not supported there`,
    "give it records joined with /",
  );
}
