/**
 * DNS messages out of octets (RFC 1035 section 4): a section at a time, each record within its announced length, so that
 * one record that is malformed does not lose the ones after it.
 */
import { readU16, readU32 } from "./bytes.js";
import type { DecodeError, DecodeErrorCode } from "./decode-error.js";
import { dnsHeaderLength, type DnsMessage, type DnsQuestion, type DnsRecord } from "./dns.js";
import { decodeName, type DnsName } from "./dns-name.js";
import { decodeRdata } from "./dns-rdata.js";

/** What `decodeDns` answers: `message` is absent only where the header is cut; with an error it holds what was read. */
export interface DnsDecode {
  readonly message?: DnsMessage;
  /** Octets taken. */
  readonly messageLength: number;
  readonly error?: DecodeError;
}

/** Reads the message in `bytes[start, end)`. Time and memory are bounded by the octets there are, whatever the counts say. */
export function decodeDns(bytes: Uint8Array, start = 0, end = bytes.length): DnsDecode {
  const available = end - start;
  if (available < dnsHeaderLength) {
    const limits = { needed: dnsHeaderLength, available, limitedBy: "udp.length" };
    return { messageLength: 0, error: { code: "truncated", layer: "dns", offset: start, ...limits } };
  }
  const reader = new SectionReader(bytes, start, end);
  const flags = readU16(bytes, start + 2);
  const questionCount = readU16(bytes, start + 4);
  const answerCount = readU16(bytes, start + 6);
  const authorityCount = readU16(bytes, start + 8);
  const additionalCount = readU16(bytes, start + 10);
  const message: DnsMessage = {
    transactionId: readU16(bytes, start),
    qr: flags >>> 15,
    opcode: (flags >>> 11) & 0x0f,
    aa: (flags >>> 10) & 1,
    tc: (flags >>> 9) & 1,
    rd: (flags >>> 8) & 1,
    ra: (flags >>> 7) & 1,
    z: (flags >>> 6) & 1,
    ad: (flags >>> 5) & 1,
    cd: (flags >>> 4) & 1,
    rcode: flags & 0x0f,
    questionCount,
    answerCount,
    authorityCount,
    additionalCount,
    questions: reader.questions(questionCount),
    answers: reader.records(answerCount),
    authorities: reader.records(authorityCount),
    additionals: reader.records(additionalCount),
  };
  const messageLength = reader.at - start;
  return reader.error === undefined
    ? { message, messageLength }
    : { message, messageLength, error: reader.error };
}

/**
 * Whether octets on DNS's port are no DNS message at all (traceroute probes port 53 with letters): a query whose operation
 * code is nobody's (RFC 6895 section 2.2), and whose counts of records so few octets cannot hold.
 */
export function isNoDns(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < dnsHeaderLength) return false;
  const queryAndOpcode = (bytes[start + 2] ?? 0) >>> 3;
  // With the bit of a response it is 16 and more.
  if (queryAndOpcode > 15 || (queryAndOpcode !== 3 && queryAndOpcode <= 6)) return false;
  const records = readU16(bytes, start + 6) + readU16(bytes, start + 8) + readU16(bytes, start + 10);
  return readU16(bytes, start + 4) * shortestQuestion + records * shortestRecord > end - start;
}

/** Octets of a question and a record about the root. */
const shortestQuestion = 5;
const shortestRecord = 11;

/** Walks the sections. The first error is kept; one that loses the place ends the reading of everything after it. */
class SectionReader {
  at: number;
  error: DecodeError | undefined;
  private lost = false;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    private readonly end: number,
  ) {
    this.at = start + dnsHeaderLength;
  }

  questions(count: number): DnsQuestion[] {
    const questions: DnsQuestion[] = [];
    while (!this.lost && questions.length < count) {
      const name = this.name();
      if (name === undefined || !this.has(name.end, 4)) break;
      questions.push({
        name: name.name,
        type: readU16(this.bytes, name.end),
        class: readU16(this.bytes, name.end + 2),
      });
      this.at = name.end + 4;
    }
    return questions;
  }

  records(count: number): DnsRecord[] {
    const records: DnsRecord[] = [];
    while (!this.lost && records.length < count) {
      const name = this.name();
      if (name === undefined || !this.has(name.end, 10)) break;
      const rdataLength = readU16(this.bytes, name.end + 8);
      const rdataStart = name.end + 10;
      if (!this.has(rdataStart, rdataLength, "dns.rdataLength")) break;
      const type = readU16(this.bytes, name.end);
      const rdata = decodeRdata(this.bytes, type, this.start, rdataStart, rdataStart + rdataLength);
      if (rdata.code !== undefined) this.report(rdata.code, rdataStart);
      records.push({
        name: name.name,
        type,
        class: readU16(this.bytes, name.end + 2),
        ttl: readU32(this.bytes, name.end + 4),
        rdataLength,
        rdata: rdata.rdata,
      });
      this.at = rdataStart + rdataLength;
    }
    return records;
  }

  private name(): { readonly name: DnsName; readonly end: number } | undefined {
    const decoded = decodeName(this.bytes, this.start, this.at, this.end);
    if (decoded.ok) return decoded;
    this.lost = true;
    this.report(decoded.code, decoded.offset);
    return undefined;
  }

  private has(offset: number, needed: number, limitedBy = "udp.length"): boolean {
    const available = this.end - offset;
    if (available >= needed) return true;
    this.lost = true;
    this.error ??= { code: "truncated", layer: "dns", offset, needed, available, limitedBy };
    return false;
  }

  private report(code: DecodeErrorCode, offset: number): void {
    this.error ??= { code, layer: "dns", offset };
  }
}
