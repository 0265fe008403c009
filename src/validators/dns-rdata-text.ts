import type { DnsRdata } from "../wire/dns.js";

/** The same text for the same rdata, whatever its kind; not meant to be read. */
export function rdataText(rdata: DnsRdata): string {
  return JSON.stringify(rdata, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value));
}
