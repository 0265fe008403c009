import type { Act, DoneAct } from "../contracts/timeline.js";
import type { SeededDraws } from "../descriptions/seeded-draws.js";

/** One step of a client's day: an act, or a wait. */
export type Step =
  | DoneAct
  | { readonly kind: "idle"; readonly seconds: number }
  /** Rounds that begin at set times count from here. */
  | { readonly kind: "mark"; readonly name: string }
  /** Not before so many seconds after the mark. */
  | { readonly kind: "await"; readonly name: string; readonly seconds: number };

/** Steps of one client: several hours of a busy one. */
export const mostSteps = 100_000;

/**
 * The acts of a client as a flat list, rounds unrolled and choices drawn, each by its place: the same list whenever it is asked
 * for. Lists beyond `mostSteps` end there; the scenario's reader refuses them.
 */
export function expandActs(acts: readonly Act[], draws: SeededDraws, place: string): readonly Step[] {
  const steps: Step[] = [];
  const addAll = (list: readonly Act[], where: string): void => {
    for (const [index, act] of list.entries()) {
      if (steps.length >= mostSteps) return;
      add(act, `${where}.${index}`);
    }
  };
  const add = (act: Act, where: string): void => {
    switch (act.kind) {
      case "repeat":
        if (act.everySeconds !== undefined) steps.push({ kind: "mark", name: where });
        for (let round = 0; round < act.times && steps.length < mostSteps; round += 1) {
          if (act.everySeconds !== undefined && round > 0) {
            const spread =
              draws.integer(`${where}.${round}/spread`, 0, Math.round(act.spreadSeconds * 1e6)) / 1e6;
            steps.push({ kind: "await", name: where, seconds: round * act.everySeconds + spread });
          }
          addAll(act.acts, `${where}.${round}`);
        }
        return;
      case "one-of": {
        const chosen = act.acts[draws.integer(`${where}/choice`, 0, act.acts.length - 1)];
        if (chosen !== undefined) add(chosen, where);
        return;
      }
      default:
        steps.push(act);
    }
  };
  addAll(acts, place);
  return steps;
}
