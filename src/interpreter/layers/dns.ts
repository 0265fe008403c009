import { concatBytes } from "../../wire/bytes.js";
import { encodeDns } from "../../wire/dns.js";
import type { DnsQuestionFields, DnsRecordFields } from "../../wire/dns.js";
import { ScriptError } from "../diagnostic.js";
import type { DnsLayerFields } from "../script-layer.js";
import { typeName } from "../values.js";
import type { Value } from "../values.js";
import { operationCodes, responseCodes } from "./dns-names.js";
import { dnsqrLayer, fillQuestion } from "./dnsqr.js";
import { fillRecord } from "./dnsrr.js";
import type { EncodeContext } from "./encode-context.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import type { FieldType } from "./layer-spec.js";
import { layersFrom } from "./layer-value.js";
import type { LayerValue } from "./layer-value.js";
import { bits, unsigned } from "./number-fields.js";

/**
 * A section: a record, or records joined by `/`. Of a list Scapy sends the first element. None is an empty section.
 */
function section(kind: "questions" | "records"): FieldType {
  const wanted = kind === "questions" ? "DNSQR" : "DNSRR";
  return {
    description: kind === "questions" ? "DNSQR, or several joined with /" : "DNSRR, or several joined with /",
    accept: (value) => value,
    toWire(value, field): readonly (DnsQuestionFields | DnsRecordFields)[] {
      if (value === null) return [];
      const first = typeof value === "object" && value.kind === "list" ? value.items[0] : value;
      if (first === undefined)
        throw new ScriptError("wrong-value", `StopIteration: ${field.name} is an empty list`, "leave it out");
      if (typeof first !== "object" || first === null || first.kind !== "layer") {
        throw new ScriptError(
          "wrong-type",
          `TypeError: ${field.name} is given a ${typeName(first)}`,
          `give it a ${wanted}, or several joined with /`,
        );
      }
      const records: (DnsQuestionFields | DnsRecordFields)[] = [];
      for (const layer of layersFrom(first)) {
        if (layer.spec.name !== wanted) {
          throw new ScriptError(
            "not-known-yet",
            `${field.name} holds ${layer.spec.name}, which is not supported there yet`,
            `give it a ${wanted}, or several joined with /`,
          );
        }
        const { fields } = layer.spec.toScriptLayer(layer);
        records.push(fields as DnsQuestionFields | DnsRecordFields);
      }
      return records;
    },
  };
}

const row = fieldRow<DnsLayerFields>();
const oneBit = bits(1);

export const dnsLayer = defineLayer({
  name: "DNS",
  fields: [
    row("length", "tcpLength", unsigned(16, true), null),
    row("id", "transactionId", unsigned(16), 0),
    row("qr", "qr", oneBit, 0),
    row("opcode", "opcode", bits(4, { names: operationCodes }), 0),
    row("aa", "aa", oneBit, 0),
    row("tc", "tc", oneBit, 0),
    row("rd", "rd", oneBit, 1),
    row("ra", "ra", oneBit, 0),
    row("z", "z", oneBit, 0),
    row("ad", "ad", oneBit, 0),
    row("cd", "cd", oneBit, 0),
    row("rcode", "rcode", bits(4, { names: responseCodes }), 0),
    row("qdcount", "questionCount", unsigned(16, true), null),
    row("ancount", "answerCount", unsigned(16, true), null),
    row("nscount", "authorityCount", unsigned(16, true), null),
    row("arcount", "additionalCount", unsigned(16, true), null),
    row("qd", "questions", section("questions"), null),
    row("an", "answers", section("records"), null),
    row("ns", "authorities", section("records"), null),
    row("ar", "additionals", section("records"), null),
  ],
  holdsShared: true,
  readUnset(layer, field) {
    if (field.name === "qd") return defaultQuestion(layer);
    const sectionName = field.name.endsWith("count") ? field.name.slice(0, 2) : undefined;
    return sectionName === undefined ? undefined : countRecords(layer, sectionName);
  },
  toScriptLayer: (layer) => ({ name: "DNS", fields: wireFields<DnsLayerFields>(layer) }),
});

function defaultQuestion(layer: LayerValue): LayerValue {
  return {
    ...layer,
    spec: dnsqrLayer,
    values: [undefined, undefined, undefined],
    payload: undefined,
    under: undefined,
    attributes: undefined,
  };
}

/** What an unset count reads: the records of its section, as far as they are records. */
function countRecords(layer: LayerValue, name: string): number {
  const value: Value | undefined = layer.values[layer.spec.fieldIndex.get(name) ?? -1];
  if (value === undefined) return name === "qd" ? 1 : 0;
  if (typeof value !== "object" || value === null || value.kind !== "layer") return 0;
  let count = 0;
  for (const record of layersFrom(value)) {
    if (!record.spec.name.startsWith("DNS")) break;
    count += 1;
  }
  return count;
}

/** Scapy's defaults: recursion desired, a question for www.example.com; over TCP the message's length precedes it. */
export function encodeDnsLayer(
  fields: DnsLayerFields,
  payload: Uint8Array,
  context: EncodeContext,
): Uint8Array {
  const message = encodeDns(
    {
      ...fields,
      rd: fields.rd ?? 1,
      questions: (fields.questions ?? [{}]).map(fillQuestion),
      answers: (fields.answers ?? []).map(fillRecord),
      authorities: (fields.authorities ?? []).map(fillRecord),
      additionals: (fields.additionals ?? []).map(fillRecord),
    },
    { compress: context.compressDnsNames },
  );
  if (context.below?.name !== "TCP") return concatBytes(message, payload);
  const length = fields.tcpLength ?? message.length;
  return concatBytes(Uint8Array.of((length >>> 8) & 0xff, length & 0xff), message, payload);
}
