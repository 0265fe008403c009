/** Seconds since the epoch as decimal text, `1700000000.25`, to whole microseconds; digits past the sixth are cut. */
export function parseEpochMicros(text: string): bigint {
  const match = /^(\d{1,11})(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) throw new RangeError(`not seconds since the epoch: ${text}`);
  const fraction = (match[2] ?? "").padEnd(6, "0").slice(0, 6);
  return BigInt(match[1] ?? "0") * 1_000_000n + BigInt(fraction);
}

/** Whole microseconds since the epoch as seconds with six decimals: `1700000000.250000`. */
export function formatEpochMicros(micros: bigint): string {
  const digits = micros.toString().padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
