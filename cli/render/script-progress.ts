import type { CliContext } from "../context.js";
import { createSpinner } from "./progress.js";

/** How far a long file of scripts is; on a terminal only, and only where the results go elsewhere. */
export interface ScriptProgress {
  count(isFaulty: boolean): void;
  stop(): void;
}

/** Short work needs none. */
const quietMs = 1000;
const refreshMs = 200;

export function createScriptProgress(context: CliContext): ScriptProgress {
  const { stdout, stderr, terminal } = context;
  const spinner = stdout.isTty ? undefined : createSpinner(stderr, terminal);
  if (spinner === undefined) return { count: () => undefined, stop: () => undefined };
  const startedAt = context.now();
  let shownAt = startedAt + quietMs - refreshMs;
  let scripts = 0;
  let faulty = 0;
  return {
    count(isFaulty) {
      scripts += 1;
      if (isFaulty) faulty += 1;
      const now = context.now();
      if (now - shownAt < refreshMs) return;
      shownAt = now;
      spinner.text = describeScripts(scripts, faulty, (now - startedAt) / 1000);
      if (!spinner.isSpinning) spinner.start();
    },
    stop() {
      if (!spinner.isSpinning) return;
      spinner.stop();
      stderr.write(`${describeScripts(scripts, faulty, (context.now() - startedAt) / 1000)}\n`);
    },
  };
}

/** `12000 scripts, 31 with diagnostics, 850 a second`. */
export function describeScripts(scripts: number, faulty: number, seconds: number): string {
  const rate = seconds > 0 ? `, ${Math.round(scripts / seconds)} a second` : "";
  return `${scripts} script${scripts === 1 ? "" : "s"}, ${faulty} with diagnostics${rate}`;
}
