import { diagnosticCodes } from "../../src/interpreter/diagnostic-codes.js";
import { encodeScriptPacket } from "../../src/interpreter/encode-script-packet.js";
import type { Limits } from "../../src/interpreter/limits.js";
import { prepareScript, runPrepared } from "../../src/interpreter/run-script.js";
import type { ScriptRun } from "../../src/interpreter/run-script.js";
import { latin1Text } from "../../src/wire/bytes.js";
import { foreignValues } from "../support/own-values.js";

const longestMessage = 501;

/**
 * What is wrong with how a script runs, as `kind: details`; undefined where all is well. It must end within a second of
 * processor time without an exception, its diagnostics must have a known code, a place in the source and a message, its
 * values must be the interpreter's own, and a second run must give the same.
 */
export function checkInput(
  script: string,
  limits: Partial<Limits> = {},
  mostCpuMs = 1000,
): string | undefined {
  try {
    const began = performance.now();
    const prepared = prepareScript(script, limits);
    const run = runPrepared(prepared, options);
    // The clock on the wall is quick to read; where it says too long, the processor's decides, the better of two times,
    // since a machine that is busy with other things slows this one down.
    if (performance.now() - began > mostCpuMs) {
      const body = (): unknown => runPrepared(prepareScript(script, limits), options);
      const cpuMs = Math.min(cpuTime(body), cpuTime(body));
      if (cpuMs > mostCpuMs) return `slow: ${cpuMs.toFixed(0)} ms of processor time`;
    }
    let foreign: string[] = [];
    const again = runPrepared(prepared, {
      ...options,
      onEnd: (machine) => (foreign = foreignValues(machine)),
    });
    return (
      run.diagnostics.map((each) => wrongDiagnostic(each, run.source)).find((each) => each !== undefined) ??
      (foreign.length === 0 ? undefined : `foreign: ${foreign.slice(0, 3).join("; ")}`) ??
      (show(run) === show(again) ? undefined : "unsteady: a second run differs")
    );
  } catch (error) {
    return `exception: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error)}`;
  }
}

const options = { seed: 7, startSeconds: 1_700_000_000 };

function cpuTime(body: () => unknown): number {
  const before = process.cpuUsage();
  body();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
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
  if (!Number.isInteger(column) || column < 1 || column > text.length + 1)
    return `place: column ${column} of line ${line}`;
  return text.startsWith(sourceLine) ? undefined : `place: the line shown is not line ${line}`;
}

/** All of a run that its user sees. Encoding throws what is no fault of the script. */
function show({ source, cleanup, diagnostics, packets }: ScriptRun): string {
  const frames = packets.map(({ layers, timeSeconds, line, slept }) => {
    const encoded = encodeScriptPacket(layers);
    return [
      timeSeconds,
      line,
      slept,
      encoded.ok
        ? latin1Text(encoded.value.bytes, 0, Math.min(2000, encoded.value.bytes.length))
        : encoded.error,
    ];
  });
  return JSON.stringify([source, cleanup, diagnostics, frames]);
}
