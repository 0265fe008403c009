/** Resource record data (RFC 1035 section 3.3, RFC 3596, RFC 2782, RFC 6891): a shape per type, bytes for every other. */
import type { Ipv4Address } from "../contracts/address.js";
import { assertNever } from "../contracts/result.js";
import { formatIpv4, formatIpv6, ipv4Bytes, ipv6Bytes } from "./address-text.js";
import type { ByteWriter } from "./byte-writer.js";
import { readU16, readU32 } from "./bytes.js";
import type { DecodeErrorCode } from "./decode-error.js";
import { decodeName, type DnsName, type NameCompression, writeName } from "./dns-name.js";

/** Record types this code names; any other survives with its rdata as bytes. */
export const dnsTypes = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
} as const;

/** Rdata as an author gives it: wherever `DnsRdata` has text, bytes go out verbatim. */
export type DnsRdataFields =
  | { readonly kind: "a"; readonly address: Ipv4Address | Uint8Array }
  | { readonly kind: "aaaa"; readonly address: string | Uint8Array }
  | { readonly kind: "name"; readonly name: DnsName | Uint8Array }
  | { readonly kind: "mx"; readonly preference: number; readonly exchange: DnsName | Uint8Array }
  | { readonly kind: "txt"; readonly strings: readonly Uint8Array[] }
  | {
      readonly kind: "soa";
      readonly primaryServer: DnsName | Uint8Array;
      readonly mailbox: DnsName | Uint8Array;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  | {
      readonly kind: "srv";
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: DnsName | Uint8Array;
    }
  | { readonly kind: "opt"; readonly options: readonly DnsOption[] }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

/** Rdata as decoded. `name` is that of NS, CNAME and PTR; `bytes` that of every other type, or of one that is malformed. */
export type DnsRdata =
  | { readonly kind: "a"; readonly address: Ipv4Address }
  /** RFC 5952 text. */
  | { readonly kind: "aaaa"; readonly address: string }
  | { readonly kind: "name"; readonly name: DnsName }
  | { readonly kind: "mx"; readonly preference: number; readonly exchange: DnsName }
  | { readonly kind: "txt"; readonly strings: readonly Uint8Array[] }
  | {
      readonly kind: "soa";
      readonly primaryServer: DnsName;
      readonly mailbox: DnsName;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  | {
      readonly kind: "srv";
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: DnsName;
    }
  | { readonly kind: "opt"; readonly options: readonly DnsOption[] }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

/** One option of an OPT record (RFC 6891 section 6.1.2). */
export interface DnsOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** `code` says why rdata of a known type is given as bytes. */
export interface RdataDecode {
  readonly rdata: DnsRdata;
  readonly code?: DecodeErrorCode;
}

/** Reads the rdata in `bytes[offset, end)` of the message that begins at `start`. */
export function decodeRdata(
  bytes: Uint8Array,
  type: number,
  start: number,
  offset: number,
  end: number,
): RdataDecode {
  const decoded = decodeKnownRdata(bytes, type, start, offset, end);
  if (typeof decoded === "object") return { rdata: decoded };
  const rdata = { kind: "bytes", bytes: bytes.subarray(offset, end) } as const;
  return decoded === "unknown-type" ? { rdata } : { rdata, code: decoded };
}

function decodeKnownRdata(
  bytes: Uint8Array,
  type: number,
  start: number,
  offset: number,
  end: number,
): DnsRdata | DecodeErrorCode | "unknown-type" {
  const length = end - offset;
  switch (type) {
    case dnsTypes.A:
      return length === 4 ? { kind: "a", address: formatIpv4(bytes, offset) } : "bad-length";
    case dnsTypes.AAAA:
      return length === 16 ? { kind: "aaaa", address: formatIpv6(bytes, offset) } : "bad-length";
    case dnsTypes.NS:
    case dnsTypes.CNAME:
    case dnsTypes.PTR: {
      const name = wholeName(bytes, start, offset, end);
      return name.ok ? { kind: "name", name: name.name } : name.code;
    }
    case dnsTypes.MX: {
      if (length < 3) return "bad-length";
      const exchange = wholeName(bytes, start, offset + 2, end);
      return exchange.ok
        ? { kind: "mx", preference: readU16(bytes, offset), exchange: exchange.name }
        : exchange.code;
    }
    case dnsTypes.SRV: {
      if (length < 7) return "bad-length";
      const target = wholeName(bytes, start, offset + 6, end);
      if (!target.ok) return target.code;
      return {
        kind: "srv",
        priority: readU16(bytes, offset),
        weight: readU16(bytes, offset + 2),
        port: readU16(bytes, offset + 4),
        target: target.name,
      };
    }
    case dnsTypes.TXT:
      return decodeTxt(bytes, offset, end);
    case dnsTypes.SOA:
      return decodeSoa(bytes, start, offset, end);
    case dnsTypes.OPT:
      return decodeOpt(bytes, offset, end);
    default:
      return "unknown-type";
  }
}

type WholeName =
  { readonly ok: true; readonly name: DnsName } | { readonly ok: false; readonly code: DecodeErrorCode };

/** A name that must fill the rdata to its end. */
function wholeName(bytes: Uint8Array, start: number, offset: number, end: number): WholeName {
  const name = decodeName(bytes, start, offset, end);
  if (!name.ok) return { ok: false, code: name.code === "truncated" ? "bad-length" : name.code };
  return name.end === end ? { ok: true, name: name.name } : { ok: false, code: "bad-length" };
}

function decodeTxt(bytes: Uint8Array, offset: number, end: number): DnsRdata | DecodeErrorCode {
  const strings: Uint8Array[] = [];
  let at = offset;
  while (at < end) {
    const next = at + 1 + (bytes[at] ?? 0);
    if (next > end) return "bad-length";
    strings.push(bytes.subarray(at + 1, next));
    at = next;
  }
  return { kind: "txt", strings };
}

function decodeSoa(
  bytes: Uint8Array,
  start: number,
  offset: number,
  end: number,
): DnsRdata | DecodeErrorCode {
  const primaryServer = decodeName(bytes, start, offset, end);
  if (!primaryServer.ok) return primaryServer.code === "truncated" ? "bad-length" : primaryServer.code;
  const mailbox = decodeName(bytes, start, primaryServer.end, end);
  if (!mailbox.ok) return mailbox.code === "truncated" ? "bad-length" : mailbox.code;
  const at = mailbox.end;
  if (end - at !== 20) return "bad-length";
  return {
    kind: "soa",
    primaryServer: primaryServer.name,
    mailbox: mailbox.name,
    serial: readU32(bytes, at),
    refresh: readU32(bytes, at + 4),
    retry: readU32(bytes, at + 8),
    expire: readU32(bytes, at + 12),
    minimum: readU32(bytes, at + 16),
  };
}

function decodeOpt(bytes: Uint8Array, offset: number, end: number): DnsRdata | DecodeErrorCode {
  const options: DnsOption[] = [];
  let at = offset;
  while (at < end) {
    if (end - at < 4) return "bad-length";
    const next = at + 4 + readU16(bytes, at + 2);
    if (next > end) return "bad-length";
    options.push({ code: readU16(bytes, at), data: bytes.subarray(at + 4, next) });
    at = next;
  }
  return { kind: "opt", options };
}

/**
 * Writes rdata. Only names of RFC 1035's own types are compressed (RFC 3597 section 4). Throws RangeError for address text
 * that is none.
 */
export function writeRdata(writer: ByteWriter, rdata: DnsRdataFields, compression?: NameCompression): void {
  switch (rdata.kind) {
    case "a":
      writer.octets(ipv4Bytes(rdata.address));
      return;
    case "aaaa":
      writer.octets(ipv6Bytes(rdata.address));
      return;
    case "name":
      writeName(writer, rdata.name, compression);
      return;
    case "mx":
      writer.u16(rdata.preference);
      writeName(writer, rdata.exchange, compression);
      return;
    case "txt":
      for (const string of rdata.strings) {
        writer.u8(Math.min(string.length, 255));
        writer.octets(string.subarray(0, 255));
      }
      return;
    case "soa":
      writeName(writer, rdata.primaryServer, compression);
      writeName(writer, rdata.mailbox, compression);
      writer.u32(rdata.serial);
      writer.u32(rdata.refresh);
      writer.u32(rdata.retry);
      writer.u32(rdata.expire);
      writer.u32(rdata.minimum);
      return;
    case "srv":
      writer.u16(rdata.priority);
      writer.u16(rdata.weight);
      writer.u16(rdata.port);
      writeName(writer, rdata.target);
      return;
    case "opt":
      for (const { code, data } of rdata.options) {
        writer.u16(code);
        writer.u16(data.length);
        writer.octets(data);
      }
      return;
    case "bytes":
      writer.octets(rdata.bytes);
      return;
    default:
      assertNever(rdata);
  }
}
