/** Domain Name System messages (RFC 1035, RFC 3596, RFC 2782, RFC 6891): 12 octets of header, then four sections. Decoding is in `decode-dns.ts`. */
import { ByteWriter } from "./byte-writer.js";
import { type DnsName, type NameCompression, writeName } from "./dns-name.js";
import { type DnsRdata, type DnsRdataFields, dnsTypes, writeRdata } from "./dns-rdata.js";

export type { DnsName } from "./dns-name.js";
export { type DnsOption, type DnsRdata, type DnsRdataFields, dnsTypes } from "./dns-rdata.js";

export const dnsClasses = { IN: 1, CH: 3, ANY: 255 } as const;

/** Of name servers, over UDP and TCP. */
export const dnsPort = 53;

export const dnsHeaderLength = 12;

export interface DnsQuestionFields {
  readonly name?: DnsName | Uint8Array;
  readonly type?: number;
  readonly class?: number;
}

export interface DnsQuestion {
  readonly name: DnsName;
  readonly type: number;
  readonly class: number;
}

export interface DnsRecordFields {
  readonly name?: DnsName | Uint8Array;
  /** Unset: what the rdata's kind says, A where it says nothing. */
  readonly type?: number;
  readonly class?: number;
  /** Seconds, 32 bits. */
  readonly ttl?: number;
  /** Octets of rdata; unset: as many as there are. */
  readonly rdataLength?: number;
  readonly rdata?: DnsRdataFields;
}

export interface DnsRecord {
  readonly name: DnsName;
  readonly type: number;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  readonly rdataLength: number;
  readonly rdata: DnsRdata;
}

/** What an author sets. Flags are bits, 0 or 1; unset counts are those of the sections. */
export interface DnsFields {
  readonly transactionId?: number;
  readonly qr?: number;
  /** 4 bits. */
  readonly opcode?: number;
  readonly aa?: number;
  readonly tc?: number;
  readonly rd?: number;
  readonly ra?: number;
  readonly z?: number;
  readonly ad?: number;
  readonly cd?: number;
  /** 4 bits. */
  readonly rcode?: number;
  readonly questionCount?: number;
  readonly answerCount?: number;
  readonly authorityCount?: number;
  readonly additionalCount?: number;
  readonly questions?: readonly DnsQuestionFields[];
  readonly answers?: readonly DnsRecordFields[];
  readonly authorities?: readonly DnsRecordFields[];
  readonly additionals?: readonly DnsRecordFields[];
}

export interface DnsMessage {
  readonly transactionId: number;
  readonly qr: number;
  readonly opcode: number;
  readonly aa: number;
  readonly tc: number;
  readonly rd: number;
  readonly ra: number;
  readonly z: number;
  readonly ad: number;
  readonly cd: number;
  readonly rcode: number;
  /** The counts as the header has them; the sections hold what could be read. */
  readonly questionCount: number;
  readonly answerCount: number;
  readonly authorityCount: number;
  readonly additionalCount: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

export interface DnsEncodeOptions {
  /** Point back to names written before (RFC 1035 section 4.1.4). Off unless asked for. */
  readonly compress?: boolean;
}

/** Unset: counts of the sections, class IN, the type that the rdata's kind says, A for a question, zero for the rest. */
export function encodeDns(fields: DnsFields, options: DnsEncodeOptions = {}): Uint8Array {
  const compression: NameCompression | undefined =
    options.compress === true ? { offsets: new Map() } : undefined;
  const writer = new ByteWriter(usualMessageLength);
  writeHeader(writer, fields);
  for (const question of fields.questions ?? []) writeQuestion(writer, question, compression);
  for (const record of fields.answers ?? []) writeRecord(writer, record, compression);
  for (const record of fields.authorities ?? []) writeRecord(writer, record, compression);
  for (const record of fields.additionals ?? []) writeRecord(writer, record, compression);
  return writer.toBytes();
}

/** Octets that most messages fit in; longer ones make the buffer grow. */
const usualMessageLength = 256;

function writeHeader(writer: ByteWriter, fields: DnsFields): void {
  writer.u16(fields.transactionId ?? 0);
  writer.u16(
    bit(fields.qr, 15) |
      (((fields.opcode ?? 0) & 0x0f) << 11) |
      bit(fields.aa, 10) |
      bit(fields.tc, 9) |
      bit(fields.rd, 8) |
      bit(fields.ra, 7) |
      bit(fields.z, 6) |
      bit(fields.ad, 5) |
      bit(fields.cd, 4) |
      ((fields.rcode ?? 0) & 0x0f),
  );
  writer.u16(fields.questionCount ?? fields.questions?.length ?? 0);
  writer.u16(fields.answerCount ?? fields.answers?.length ?? 0);
  writer.u16(fields.authorityCount ?? fields.authorities?.length ?? 0);
  writer.u16(fields.additionalCount ?? fields.additionals?.length ?? 0);
}

function bit(value: number | undefined, shift: number): number {
  return ((value ?? 0) & 1) << shift;
}

function writeQuestion(
  writer: ByteWriter,
  question: DnsQuestionFields,
  compression: NameCompression | undefined,
): void {
  writeName(writer, question.name ?? ".", compression);
  writer.u16(question.type ?? dnsTypes.A);
  writer.u16(question.class ?? dnsClasses.IN);
}

function writeRecord(
  writer: ByteWriter,
  record: DnsRecordFields,
  compression: NameCompression | undefined,
): void {
  writeName(writer, record.name ?? ".", compression);
  writer.u16(record.type ?? typeOfRdata(record.rdata));
  writer.u16(record.class ?? dnsClasses.IN);
  writer.u32(record.ttl ?? 0);
  writer.u16(0);
  const start = writer.length;
  if (record.rdata !== undefined) writeRdata(writer, record.rdata, compression);
  writer.patchU16(start - 2, record.rdataLength ?? writer.length - start);
}

function typeOfRdata(rdata: DnsRdataFields | undefined): number {
  switch (rdata?.kind) {
    case "aaaa":
      return dnsTypes.AAAA;
    case "name":
      return dnsTypes.CNAME;
    case "mx":
      return dnsTypes.MX;
    case "txt":
      return dnsTypes.TXT;
    case "soa":
      return dnsTypes.SOA;
    case "srv":
      return dnsTypes.SRV;
    case "opt":
      return dnsTypes.OPT;
    default:
      return dnsTypes.A;
  }
}
