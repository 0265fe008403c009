/** Why a line is not a conversation summary. Names are stable; they are counted in reports. */
export const summaryFaults = [
  "too-long",
  "not-one-line",
  "control-character",
  "unknown-part",
  "missing-part",
  "repeated-part",
  "unknown-key",
  "repeated-key",
  "missing-value",
  "unclosed-quote",
  "unexpected-text",
  "not-a-mac",
  "not-an-address",
  "not-a-name",
  "not-a-path",
  "not-a-number",
  "out-of-range",
  "unknown-protocol",
] as const;
export type SummaryFault = (typeof summaryFaults)[number];

/** A summary's fault at a place: a value, never thrown. */
export interface SummaryError {
  readonly code: SummaryFault;
  readonly message: string;
  /** From 1, in characters of the line. */
  readonly column: number;
  readonly hint: string;
}
