import { ScriptError } from "../../src/interpreter/diagnostic.js";
import type { Limits } from "../../src/interpreter/limits.js";
import { Machine } from "../../src/interpreter/machine.js";
import { PythonRandom } from "../../src/interpreter/python-random.js";
import { prepareScript } from "../../src/interpreter/run-script.js";
import { runSteps } from "../../src/interpreter/run-steps.js";

/**
 * A machine as a script leaves it, whether it ran to its end or not; undefined for one that is refused before it runs.
 * `runScript` keeps its machine to itself; this one is for looking at what became of the variables.
 */
export function machineAfter(script: string, given: Partial<Limits> = {}): Machine | undefined {
  const { program, limits } = prepareScript(script, given);
  if (program === undefined) return undefined;
  const machine = new Machine(limits, new PythonRandom(7), 1_700_000_000, program.initialSlots.slice());
  try {
    runSteps(machine, program.steps);
  } catch (error) {
    if (!(error instanceof ScriptError || error instanceof RangeError)) throw error;
  }
  return machine;
}
