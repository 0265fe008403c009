import type { FlagsValue } from "./values.js";

/** The letters or names of set bits, lowest first, as Scapy prints them. */
export function formatFlags(value: FlagsValue): string {
  const set = value.names.filter((_, bit) => (value.bits & (1 << bit)) !== 0);
  return set.join(value.separator);
}
