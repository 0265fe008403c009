/** What a conversation does after an attempt: a pure decision, tested as a table. */
export type NextStep =
  | { readonly kind: "done" }
  /** The same model again, with what was found. */
  | { readonly kind: "repair" }
  /** The fallback model, with what was found. */
  | { readonly kind: "fallback" }
  /** Nothing more to try by itself: a person decides. */
  | { readonly kind: "park" };

/** Where the loop stands. Counts begin anew with each model, and with each decision of a person. */
export interface Standing {
  /** Of the last attempt; `unanswered`: the model gave no usable answer, however often it was asked. */
  readonly outcome: "valid" | "invalid" | "unanswered";
  /** Drafts of the present model since it was chosen, the last included. */
  readonly drafts: number;
  /** Whether there is a fallback model that has not had its turn. */
  readonly fallbackLeft: boolean;
}

/** `maxRepairs` drafts may follow a model's first. */
export function nextStep({ outcome, drafts, fallbackLeft }: Standing, maxRepairs: number): NextStep {
  if (outcome === "valid") return { kind: "done" };
  if (outcome === "invalid" && drafts <= maxRepairs) return { kind: "repair" };
  return fallbackLeft ? { kind: "fallback" } : { kind: "park" };
}
