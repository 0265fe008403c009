/** What a conversation does after an attempt: a pure decision, tested as a table. */
export type NextStep =
  | { readonly kind: "done" }
  | { readonly kind: "repair"; readonly attempt: number }
  /** Nothing more to try by itself. A person's retry, replacement or skip would be asked for here. */
  | { readonly kind: "give-up"; readonly reason: string };

/** `attempt` counts from 1; `maxRepairs` drafts may follow the first. */
export function nextStep(attempt: number, outcome: "valid" | "invalid", maxRepairs: number): NextStep {
  if (outcome === "valid") return { kind: "done" };
  if (attempt <= maxRepairs) return { kind: "repair", attempt: attempt + 1 };
  return { kind: "give-up", reason: `still invalid after ${maxRepairs} of ${maxRepairs} repairs` };
}
