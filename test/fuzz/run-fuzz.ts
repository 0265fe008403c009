import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface FuzzRun {
  readonly seed: number;
  /** The first input's number, and the number behind the last. */
  readonly from: number;
  readonly to: number;
  /** The folder of recorded scripts; undefined for the repository's own only. */
  readonly data: string | undefined;
  /** Milliseconds since the epoch at which to stop; undefined for when the inputs are done. */
  readonly until?: number | undefined;
  readonly onProgress?: (checked: number) => void;
}

export interface FuzzProblem {
  readonly number: number;
  readonly problem: string;
}

export interface FuzzResult {
  readonly checked: number;
  readonly problems: readonly FuzzProblem[];
}

const child = fileURLToPath(new URL("fuzz-child.ts", import.meta.url));
const loader = fileURLToPath(new URL("../support/typescript-loader.mjs", import.meta.url));
/** An input that takes longer hangs; by right it takes a second of processor time. */
const hangMs = 20_000;
/** Writing takes time: a line for so many inputs. */
const inputsALine = 50;
const startMs = 120_000;
const mostProblems = 20;

/** Checks inputs in a child process with little memory. One that hangs or kills the process is a problem, and the next goes on. */
export async function runFuzz(run: FuzzRun): Promise<FuzzResult> {
  const problems: FuzzProblem[] = [];
  let next = run.from;
  while (next < run.to && problems.length < mostProblems && Date.now() < (run.until ?? Infinity)) {
    const batch = await watchChild(run, next, run.to, inputsALine, problems);
    if (batch.ending === undefined) next = batch.last + 1;
    else {
      // Which of the last inputs it was, they tell one by one.
      const from = Math.max(batch.last, next);
      const { last, ending } = await watchChild(run, from, Math.min(from + inputsALine, run.to), 1, problems);
      if (last < from) throw new Error(`the fuzzer's child did not start: ${ending ?? "no reason given"}`);
      if (ending !== undefined) problems.push({ number: last, problem: ending });
      next = last + 1;
    }
  }
  return { checked: Math.min(next, run.to) - run.from, problems };
}

function watchChild(
  run: FuzzRun,
  from: number,
  to: number,
  every: number,
  problems: FuzzProblem[],
): Promise<{ last: number; ending: string | undefined }> {
  const args = [String(run.seed), String(from), String(to), String(every), run.data ?? "own"];
  const started = spawn(process.execPath, ["--max-old-space-size=512", "--import", loader, child, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let last = from - 1;
  let rest = "";
  let errors = "";
  let isHung = false;
  let isDone = false;
  const hang = (): void => {
    isHung = true;
    started.kill("SIGKILL");
  };
  let timer = setTimeout(hang, startMs);
  const line = (text: string): void => {
    if (text === "done") {
      isDone = true;
      last = to - 1;
    } else if (text.startsWith("{")) problems.push(JSON.parse(text) as FuzzProblem);
    else last = Number(text);
    if (last % 1000 === 0) run.onProgress?.(last - run.from);
    if (problems.length >= mostProblems || Date.now() >= (run.until ?? Infinity)) {
      isDone = true;
      started.kill();
    }
  };
  started.stdout.on("data", (data: Buffer) => {
    clearTimeout(timer);
    timer = setTimeout(hang, hangMs);
    const lines = (rest + data.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const each of lines) if (!isDone) line(each);
  });
  started.stderr.on("data", (data: Buffer) => (errors = (errors + data.toString()).slice(-2000)));
  return new Promise((resolve) => {
    started.on("close", () => {
      clearTimeout(timer);
      const ending = isHung ? "hang: no end within 20 s" : isDone ? undefined : `died: ${errors.trim()}`;
      resolve({ last, ending });
    });
  });
}
