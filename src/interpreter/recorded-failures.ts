/** Recorded answers that do not run, as `docs/recorded-failures.json` keeps them; the judgements are people's. */
export interface RecordedFailures {
  /** By form: answers recorded, those that run once cleaned up, and those that do not run. */
  readonly scripts: Readonly<
    Record<string, { readonly recorded: number; readonly cleaned: number; readonly failing: number }>
  >;
  readonly failures: readonly RecordedFailure[];
}

export interface RecordedFailure {
  readonly id: string;
  readonly protocol: string;
  readonly form: string;
  /** What is told, in the order of the script; lines and columns count from 1, behind the clean-up. */
  readonly faults: readonly { readonly code: string; readonly line: number; readonly column: number }[];
  readonly placeIsRight: boolean;
  readonly hintIsEnough: boolean;
  readonly remark: string;
}
