import { setImmediate as nextTurn } from "node:timers/promises";
import { UsageError } from "../src/contracts/errors.js";
import { writeJson } from "./command.js";
import type { CliContext } from "./context.js";
import { exitCodes, InterruptedError, type ExitCode } from "./exit-codes.js";
import { inputName, readInput } from "./input-files.js";
import { readLines, type InputLine } from "./input-lines.js";
import { createScriptProgress } from "./render/script-progress.js";
import { reportError, writeProblem } from "./report-error.js";
import { faultDocument, scriptDocument } from "./script-document.js";
import type { ScriptRunner } from "./script-frames.js";

/** Octets of a line that are held at most: a script as long as the interpreter reads, every character of it escaped. */
const longestLine = 8 * 1024 * 1024;

/** Faulty lines that are told on stderr one by one; all have their result line. */
const mostToldFaults = 10;

export interface ScriptLinesOptions {
  /** Whether results name the file: where there are several. */
  readonly withFile: boolean;
}

/**
 * One result line per input line that is not empty, in its order, each script from the same seed and start. A line that is no
 * request has a result too, with one diagnostic. A file of which not one line is a request is a wrong request itself.
 * @throws InterruptedError on Ctrl-C, after the script that was running
 */
export async function runScriptLines(
  file: string,
  run: ScriptRunner,
  { withFile }: ScriptLinesOptions,
  context: CliContext,
): Promise<ExitCode> {
  const progress = createScriptProgress(context);
  let requests = 0;
  let faults = 0;
  try {
    for await (const line of readLines(readInput(file, context), longestLine)) {
      if ("text" in line && line.text.trim() === "") continue;
      const request = parseRequest(line);
      const name = withFile ? { file } : {};
      if (request.ok) {
        requests += 1;
        const outcome = run(request.script);
        writeJson(context, { id: request.id, ...name, ...scriptDocument(outcome) });
        progress.count(outcome.diagnostics.length > 0);
      } else {
        faults += 1;
        if (faults <= mostToldFaults) tellFault(file, line, request, context);
        writeJson(context, { id: request.id, ...name, ...faultDocument(faultOf(line, request)) });
        progress.count(true);
      }
      if (!(await context.stdout.drained())) return exitCodes.done;
      // Signals arrive between turns of the event loop only.
      await nextTurn();
      if (context.interrupted.aborted) throw new InterruptedError();
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return reportError(error, context);
  } finally {
    progress.stop();
  }
  return summarizeFaults(file, requests, faults, context);
}

type Request =
  | { readonly ok: true; readonly id: unknown; readonly script: string }
  | { readonly ok: false; readonly id: unknown; readonly problem: string; readonly hint: string };

const expected = 'give a JSON object on a line: {"id": 1, "script": "pkt_1 = IP()/TCP()"}';

function parseRequest(line: InputLine): Request {
  const refuse = (problem: string, hint = expected, id: unknown = null): Request => ({
    ok: false,
    id,
    problem,
    hint,
  });
  if ("fault" in line) {
    return line.fault === "too-long"
      ? refuse(`is longer than ${longestLine} octets`, "write a shorter script")
      : refuse("is not UTF-8 text", "write the input as UTF-8");
  }
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    return refuse("is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("is no JSON object");
  const { id = null, script } = value as { readonly id?: unknown; readonly script?: unknown };
  if (!isFaithfulId(id))
    return refuse(
      "has an id that is neither text nor a number of at most 15 digits",
      'write the id as text: "id": "…"',
    );
  if (script === undefined) return refuse("has no script", expected, id);
  if (typeof script !== "string") return refuse("has a script that is not text", expected, id);
  return { ok: true, id, script };
}

/** Whether the id comes out as it went in: digits beyond the 53 bits of a JavaScript number would not. */
function isFaithfulId(id: unknown): boolean {
  if (typeof id === "number")
    return Number.isFinite(id) && (!Number.isInteger(id) || Number.isSafeInteger(id));
  return id === null || typeof id === "string";
}

function faultOf(line: InputLine, { problem, hint }: Extract<Request, { ok: false }>) {
  return { code: "bad-request-line", message: `line ${line.number} of the input ${problem}`, hint };
}

function tellFault(
  file: string,
  line: InputLine,
  { problem, hint }: Extract<Request, { ok: false }>,
  context: CliContext,
): void {
  writeProblem(context, `${inputName(file)}, line ${line.number}: the line ${problem}`, hint, "warning");
}

function summarizeFaults(file: string, requests: number, faults: number, context: CliContext): ExitCode {
  const name = inputName(file);
  if (requests === 0 && faults > 0) {
    writeProblem(context, `${name}: not one of its ${faults} lines is a script to run`, expected);
    return exitCodes.usage;
  }
  if (faults > mostToldFaults) {
    writeProblem(
      context,
      `${name}: ${faults} of ${requests + faults} lines were no scripts`,
      undefined,
      "warning",
    );
  }
  return exitCodes.done;
}
