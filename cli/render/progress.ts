import ora, { type Ora } from "ora";
import type { DayProgress, DayStage, StepProgress } from "../../src/contracts/day.js";
import type { OutputStream } from "../context.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { clip, padCell, wrapText } from "./table.js";

const titles: Readonly<Record<DayStage, string>> = {
  arp: "ARP: find the router",
  dns: "DNS: look the name up",
  http: "HTTP: fetch the page",
  acts: "acts of the clients",
  assemble: "assemble the capture",
  validate: "validate the whole",
  dissect: "ask Wireshark",
  publish: "publish",
  done: "done",
};
const titleWidth = Math.max(...Object.values(titles).map((title) => title.length));

const symbols = {
  unicode: { done: "✔", failed: "✖", skipped: "–", running: "…" },
  ascii: { done: "ok", failed: "!!", skipped: "--", running: ".." },
} as const;

/** One step as a line or, where its note does not fit, more: `✔ DNS: look the name up   0.84 s  example.com is …`. */
export function renderStep(step: StepProgress, nowMs: number, screen: Screen): readonly string[] {
  const symbol = symbols[screen.unicode ? "unicode" : "ascii"][step.state];
  const left = `${symbol} ${padCell(titles[step.stage], titleWidth)} ${stepTime(step, nowMs)}`;
  const note = step.note === undefined ? "" : printable(step.note, screen);
  const color = stateColor(step.state, screen);
  const room = screen.columns - left.length - 2;
  if (note === "") return [color(left)];
  if (note.length <= room) return [`${color(left)}  ${note}`];
  return [color(left), ...wrapText(note, screen.columns - 4).map((line) => `    ${line}`)];
}

/** The steps of a run that has ended; the one that wrote them down was still running then. */
export function renderSteps(steps: readonly StepProgress[], screen: Screen): readonly string[] {
  return steps
    .filter(({ stage, state }) => stage !== "done" && state !== "running")
    .flatMap((step) => renderStep(step, 0, screen));
}

/** What became of the drafts of one conversation that were not valid: a line each. */
export function renderInvalidAttempts(
  attempts: DayProgress["attempts"],
  stage: DayStage,
  screen: Screen,
): readonly string[] {
  return attempts
    .filter(({ conversation, outcome }) => conversation === stage && outcome === "invalid")
    .map(({ attempt, model, faults }) => {
      const text = `attempt ${attempt} of ${model} was invalid: ${faults.join(", ") || "no frames"}`;
      return `    ${screen.colors.yellow(clip(printable(text, screen), screen.columns - 4, screen.unicode))}`;
    });
}

/** Follows a run on the screen. On a terminal the running step is one line that moves; elsewhere each end is a line. */
export interface ProgressView {
  update(progress: DayProgress, nowMs: number): void;
  /** Takes the moving line away so that something else can be written; the next update brings it back. */
  pause(): void;
  /** Ends the moving line, if any; nothing is written afterwards. */
  stop(): void;
}

export function createProgressView(
  output: OutputStream,
  terminal: NodeJS.WriteStream | undefined,
): ProgressView {
  const spinner = createSpinner(output, terminal);
  let shown = 0;
  let latest: DayProgress | undefined;
  const show = (progress: DayProgress, step: StepProgress, nowMs: number) => {
    shown += 1;
    if (step.stage === "done") return;
    spinner?.stop();
    const lines = [
      ...renderInvalidAttempts(progress.attempts, step.stage, output),
      ...renderStep(step, nowMs, output),
    ];
    output.write(lines.map((line) => `${line}\n`).join(""));
  };
  return {
    update(progress, nowMs) {
      latest = progress;
      for (const step of progress.steps.slice(shown)) {
        // What a step taught is told after its end: it is shown once the next has begun, or nothing follows.
        if (shown < progress.steps.length - 1 || step.state === "failed") show(progress, step, nowMs);
        else if (spinner !== undefined) {
          spinner.text = `${padCell(titles[step.stage], titleWidth)} ${stepTime(step, nowMs)}`;
          if (!spinner.isSpinning) spinner.start();
        }
      }
    },
    pause: () => void spinner?.stop(),
    stop() {
      spinner?.stop();
      for (const step of latest?.steps.slice(shown) ?? []) {
        if (latest !== undefined && step.state !== "running") show(latest, step, 0);
      }
    },
  };
}

/**
 * A line that moves; undefined where there is no terminal to move it on. A terminal that does not know its width (0 columns, as
 * of some pseudo-terminals) would have `ora` clear lines without end.
 */
export function createSpinner(output: OutputStream, stream: NodeJS.WriteStream | undefined): Ora | undefined {
  if (!output.isTty || stream === undefined || !(stream.columns > 0)) return undefined;
  // Reading the keyboard would take Ctrl-C from the process.
  return ora({
    stream,
    discardStdin: false,
    ...(output.unicode ? {} : { spinner: "line" as const }),
    ...(output.colors.isColorSupported ? {} : { color: false as const }),
  });
}

/** Seconds in seven cells: `0.84 s`, `12.3 s`. */
function stepTime(step: StepProgress, nowMs: number): string {
  const seconds = Math.max(0, (step.endedAtMs ?? nowMs) - step.startedAtMs) / 1000;
  return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`.padStart(7);
}

function stateColor(state: StepProgress["state"], { colors }: Screen): (text: string) => string {
  if (state === "done") return colors.green;
  if (state === "failed") return colors.red;
  return colors.dim;
}
