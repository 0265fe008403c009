import { builtin } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { aKind, asNumber, float, integer } from "../values.js";
import type { FunctionValue } from "../values.js";

/** Python's `time` on the run's virtual clock: a sleep takes no time, it only moves the clock. */
export const timeFunctions: readonly FunctionValue[] = [
  builtin("sleep", "seconds", (machine, [seconds]) => {
    const value = asNumber(seconds ?? null);
    if (value === undefined) {
      throw new ScriptError(
        "wrong-type",
        `TypeError: time.sleep() is given ${aKind(seconds ?? null)}`,
        "give it seconds as a number",
      );
    }
    if (Number.isNaN(value))
      throw new ScriptError("wrong-value", "ValueError: Invalid value NaN (not a number)");
    if (value < 0)
      throw new ScriptError(
        "wrong-value",
        "ValueError: sleep length must be non-negative",
        "take the number's abs(…)",
      );
    machine.sleep(value);
    return null;
  }),
  builtin("time", "", (machine) => float(machine.clock)),
  builtin("monotonic", "", (machine) => float(machine.clock)),
  builtin("perf_counter", "", (machine) => float(machine.clock)),
  builtin("time_ns", "", (machine) => integer(BigInt(Math.round(machine.clock * 1e6)) * 1000n)),
];
