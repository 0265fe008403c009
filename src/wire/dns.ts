/** Domain Name System messages (RFC 1035, RFC 3596, RFC 2782, RFC 6891): 12 octets of header, then four sections. */
import type { Ipv4Address } from "../contracts/address.js";

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

export const dnsClasses = { IN: 1, CH: 3, ANY: 255 } as const;

export const dnsHeaderLength = 12;

/**
 * A domain name. Text has labels joined by dots, without final dot, the root being `.`; a dot or backslash within a label
 * is `\.` or `\\`, an octet that does not print is `\DDD` in decimal (RFC 1035 section 5.1). Bytes, where an author
 * gives them, go out verbatim: a whole encoded name.
 */
export type DnsName = string;

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
