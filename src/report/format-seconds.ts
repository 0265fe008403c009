/** Nanoseconds as seconds with six decimals, cut; `-0.000001` for one that ran back. */
export function formatSeconds(nanos: bigint): string {
  const micros = (nanos < 0n ? -nanos : nanos) / 1000n;
  const digits = micros.toString().padStart(7, "0");
  return `${nanos < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
