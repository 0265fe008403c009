import type { FlagsValue } from "./values.js";

/** The letters or names of set bits, lowest first. */
export function setFlags(value: FlagsValue): string[] {
  return value.names.filter((_, bit) => (value.bits & (1 << bit)) !== 0);
}

/** The same as one text, as Scapy prints them. */
export function formatFlags(value: FlagsValue): string {
  return setFlags(value).join(value.separator);
}

/** `flags.S`, `flags.SA` or `flags.DF`: whether all of these are set; `flags.value` is the number. */
export function readFlags(value: FlagsValue, attribute: string): boolean | number | undefined {
  if (attribute === "value") return value.bits;
  const wanted = value.separator === "" ? Array.from(attribute) : [attribute];
  if (!wanted.every((name) => value.names.includes(name))) return undefined;
  const set = setFlags(value);
  return wanted.every((name) => set.includes(name));
}
