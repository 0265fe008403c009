import { diagnosticCodes } from "../../src/interpreter/diagnostic-codes.js";
import { encodeScriptPacket } from "../../src/interpreter/encode-script-packet.js";
import type { Limits } from "../../src/interpreter/limits.js";
import { runScript } from "../../src/interpreter/run-script.js";
import type { ScriptRun } from "../../src/interpreter/run-script.js";
import { foreignValues } from "../support/own-values.js";
import { machineAfter } from "../support/run-machine.js";

const longestMessage = 501;
const mostCpuMs = 1000;

/**
 * What is wrong with how a script runs, as `kind: details`; undefined where all is well. It must end within a second of
 * processor time without an exception, its diagnostics must have a known code, a place in the source and a message, its
 * values must be the interpreter's own, and a second run must give the same.
 */
export function checkInput(script: string, limits: Partial<Limits> = {}): string | undefined {
  const options = { seed: 7, startSeconds: 1_700_000_000, limits };
  try {
    const before = process.cpuUsage();
    const run = runScript(script, options);
    const { user, system } = process.cpuUsage(before);
    const cpuMs = (user + system) / 1000;
    if (cpuMs > mostCpuMs) return `slow: ${cpuMs.toFixed(0)} ms of processor time`;
    const shown = show(run);
    return (
      run.diagnostics.map((each) => wrongDiagnostic(each, run.source)).find((each) => each !== undefined) ??
      (shown === show(runScript(script, options)) ? undefined : "unsteady: a second run differs") ??
      foreign(script, limits)
    );
  } catch (error) {
    return `exception: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error)}`;
  }
}

function wrongDiagnostic(
  { code, line, column, message, hint = "", sourceLine = "" }: ScriptRun["diagnostics"][number],
  source: string,
): string | undefined {
  if (!Object.hasOwn(diagnosticCodes, code)) return `code: ${code} is in no table`;
  if (message === "" || message.length > longestMessage) return `message: of ${message.length} characters`;
  if (hint.length > longestMessage) return `hint: of ${hint.length} characters`;
  const lines = source.split("\n");
  const text = lines[line - 1];
  if (!Number.isInteger(line) || text === undefined) return `place: line ${line} of ${lines.length}`;
  if (!Number.isInteger(column) || column < 1 || column > text.length + 1) return `place: column ${column} of line ${line}`;
  return text.startsWith(sourceLine) ? undefined : `place: the line shown is not line ${line}`;
}

/** All of a run that its user sees. Encoding throws what is no fault of the script. */
function show({ source, cleanup, diagnostics, packets }: ScriptRun): string {
  const frames = packets.map(({ layers, timeSeconds, line, slept }) => {
    const encoded = encodeScriptPacket(layers);
    return [timeSeconds, line, slept, encoded.ok ? Array.from(encoded.value.bytes.subarray(0, 2000)) : encoded.error];
  });
  return JSON.stringify([source, cleanup, diagnostics, frames]);
}

function foreign(script: string, limits: Partial<Limits>): string | undefined {
  const machine = machineAfter(script, limits);
  const found = machine === undefined ? [] : foreignValues(machine);
  return found.length === 0 ? undefined : `foreign: ${found.slice(0, 3).join("; ")}`;
}
