/**
 * Who is asking a model right now, so that two workers do not pay for the same answer. A lease is held by renewing it: one
 * that its holder let run out is taken over, and the call that was under way then counts as lost.
 */
export interface CallLeases {
  /** Takes the lease of a key for a payer (a run), or says that somebody has it. */
  claim(key: string, payer: string, durationMs: number): Promise<Claim>;
  /** Ends a lease of somebody who has not renewed it for all its length: nothing happens where the mark has changed. */
  release(key: string, mark: string): Promise<void>;
  /** Calls this payer had under way for the key and that never gave an answer which reached the store. */
  lost(key: string, payer: string): Promise<number>;
}

export type Claim =
  | { readonly kind: "held"; readonly lease: CallLease }
  /** `mark` changes whenever the holder renews: whoever sees the same one for a whole lease may believe it dead. */
  | { readonly kind: "taken"; readonly mark: string; readonly remainingMs: number };

export interface CallLease {
  /** Calls this payer had under way for the key and that never gave an answer which reached the store. */
  readonly lost: number;
  renew(): Promise<void>;
  /** Lets go. `lost`: the call had begun and no answer came of it, though it may have been paid for. */
  release(how: "answered" | "refused" | "lost"): Promise<void>;
}

/** What a lease's file says. Each claim of a key is a file of its own, numbered: taking over is making the next one. */
export interface LeaseState {
  readonly payer: string;
  readonly claimedAtMs: number;
  readonly untilMs: number;
  readonly renewals: number;
  readonly ended?: "answered" | "refused" | "lost";
}

/**
 * Whether a lease still binds others. A clock that was set back since the lease was taken says nothing about it; then it
 * binds, and its mark tells whether somebody renews it.
 */
export function binds(state: LeaseState, nowMs: number): boolean {
  return state.ended === undefined && state.untilMs > nowMs;
}

export function remainingMs(state: LeaseState, nowMs: number): number {
  const length = state.untilMs - state.claimedAtMs;
  return Math.max(0, Math.min(length, state.untilMs - nowMs));
}

/** The payer's calls that ended without an answer: told so, or never told anything. */
export function countLost(earlier: readonly LeaseState[], payer: string): number {
  return earlier.filter((state) => state.payer === payer && (state.ended ?? "lost") === "lost").length;
}
