import { concatBytes, joinBytes } from "../../wire/bytes.js";
import { encodeDns } from "../../wire/dns.js";
import type { DnsFields, DnsQuestionFields, DnsRecordFields } from "../../wire/dns.js";
import type { DnsLayerFields, DnsSection } from "../script-layer.js";
import type { Value } from "../values.js";
import { operationCodes, responseCodes } from "./dns-names.js";
import { encodeQuestion, encodeRecord } from "./dns-record-bytes.js";
import { isEntry, sectionField } from "./dns-section-field.js";
import { dnsqrLayer, fillQuestion } from "./dnsqr.js";
import { fillRecord } from "./dnsrr.js";
import type { EncodeContext, Mutable } from "./encode-context.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import { layersFrom } from "./layer-value.js";
import type { LayerValue } from "./layer-value.js";
import { bits, unsigned } from "./number-fields.js";

const row = fieldRow<DnsLayerFields>();
const oneBit = bits(1);

export const dnsLayer = defineLayer({
  name: "DNS",
  module: "scapy.layers.dns",
  bindsCarrier: { TCP: { sport: 53 } },
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
    row("qd", "questions", sectionField("questions"), null),
    row("an", "answers", sectionField("records"), null),
    row("ns", "authorities", sectionField("records"), null),
    row("ar", "additionals", sectionField("records"), null),
  ],
  holdsShared: true,
  impliedLayers: ["qd"],
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
    sites: [],
    form: undefined,
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
    if (!isEntry(record.spec)) break;
    count += 1;
  }
  return count;
}

/** Scapy's defaults: recursion desired, a question for www.example.com; over TCP the message's length precedes it. */
export function encodeDnsLayer(
  fields: DnsLayerFields,
  payload: Uint8Array,
  { below, compressDnsNames }: EncodeContext,
): Uint8Array {
  const { questions = [{}], answers = [], authorities = [], additionals = [] } = fields;
  const filled: Mutable<DnsFields> = {
    transactionId: fields.transactionId ?? 0,
    qr: fields.qr ?? 0,
    opcode: fields.opcode ?? 0,
    aa: fields.aa ?? 0,
    tc: fields.tc ?? 0,
    rd: fields.rd ?? 1,
    ra: fields.ra ?? 0,
    z: fields.z ?? 0,
    ad: fields.ad ?? 0,
    cd: fields.cd ?? 0,
    rcode: fields.rcode ?? 0,
  };
  if (fields.questionCount !== undefined) filled.questionCount = fields.questionCount;
  if (fields.answerCount !== undefined) filled.answerCount = fields.answerCount;
  if (fields.authorityCount !== undefined) filled.authorityCount = fields.authorityCount;
  if (fields.additionalCount !== undefined) filled.additionalCount = fields.additionalCount;
  let message: Uint8Array;
  if (isRecords(questions) && isRecords(answers) && isRecords(authorities) && isRecords(additionals)) {
    filled.questions = questions.map(fillQuestion);
    filled.answers = answers.map(fillRecord);
    filled.authorities = authorities.map(fillRecord);
    filled.additionals = additionals.map(fillRecord);
    message = encodeDns(filled, { compress: compressDnsNames });
  } else message = encodeSections(filled, questions, [answers, authorities, additionals]);
  if (below?.name !== "TCP" && below?.name !== "TCPerror") return concatBytes(message, payload);
  const length = fields.tcpLength ?? message.length;
  return concatBytes(Uint8Array.of((length >>> 8) & 0xff, length & 0xff), message, payload);
}

function isRecords<Entry>(section: DnsSection<Entry>): section is readonly Entry[] {
  return Array.isArray(section);
}

/** A message of which a section is given as octets: the sections stand side by side, nothing is compressed. */
function encodeSections(
  head: DnsFields,
  questions: DnsSection<DnsQuestionFields>,
  records: readonly DnsSection<DnsRecordFields>[],
): Uint8Array {
  const none = new Uint8Array(0);
  const [answers, authorities, additionals] = records.map(countOf);
  const header = encodeDns({
    questionCount: countOf(questions),
    answerCount: answers ?? 0,
    authorityCount: authorities ?? 0,
    additionalCount: additionals ?? 0,
    ...head,
  });
  return joinBytes([
    header,
    ...(isRecords(questions)
      ? questions.map((each) => encodeQuestion(fillQuestion(each), none))
      : [questions.bytes]),
    ...records.flatMap((section) =>
      isRecords(section) ? section.map((each) => encodeRecord(fillRecord(each), none)) : [section.bytes],
    ),
  ]);
}

function countOf(section: DnsSection<unknown>): number {
  return isRecords(section) ? section.length : section.count;
}
