import { setCurrentDetails } from "@temporalio/workflow";
import type { DayStage, StepProgress } from "../src/contracts/day.js";

/** The steps of a run and when each began and ended: what the `progress` query answers and the report keeps. */
export interface Steps {
  readonly list: readonly StepProgress[];
  /** Does one step and notes how it went. */
  run<T>(stage: DayStage, act: () => Promise<T>): Promise<T>;
  skip(stage: DayStage, why: string): void;
  /** A step that an earlier run of the same line has done. */
  keep(stage: DayStage): void;
  /** Forgets the steps so far: they are gone through again. */
  beginAgain(): void;
  /** A line for the page of the run in Temporal's UI. */
  describe(text: string): void;
  /** A line about the step that was done last. */
  note(text: string): void;
}

export function createSteps(): Steps {
  const list: StepProgress[] = [];
  // In a workflow this is Temporal's clock: a replay reads the same times.
  const now = (): number => Date.now();

  function change(index: number, changes: Partial<StepProgress>): void {
    const step = list[index];
    if (step !== undefined) list[index] = { ...step, ...changes };
  }

  return {
    list,
    async run(stage, act) {
      const index = list.push({ stage, state: "running", startedAtMs: now() }) - 1;
      setCurrentDetails(`${stage}: running`);
      try {
        const value = await act();
        change(index, { state: "done", endedAtMs: now() });
        return value;
      } catch (error) {
        change(index, { state: "failed", endedAtMs: now() });
        throw error;
      }
    },
    skip(stage, why) {
      list.push({ stage, state: "skipped", startedAtMs: now(), endedAtMs: now(), note: why });
    },
    keep(stage) {
      list.push({ stage, state: "done", startedAtMs: now(), endedAtMs: now() });
    },
    beginAgain() {
      list.length = 0;
    },
    describe: setCurrentDetails,
    note(text) {
      change(list.length - 1, { note: text });
    },
  };
}
