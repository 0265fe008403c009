import { WiretaleError } from "../src/contracts/errors.js";
import type { CliContext } from "./context.js";
import { pauseUnlessInterrupted } from "./foreground.js";
import { writeProblem } from "./report-error.js";

const watchEveryMs = 1_000;

/** Asks, and shows what has changed since, until there is nothing more to come or Ctrl-C. */
export async function watch<T>(
  ask: () => Promise<T>,
  show: (found: T, isFirst: boolean) => Promise<void> | void,
  isOver: (found: T) => boolean,
  context: CliContext,
): Promise<T> {
  for (let shown: string | undefined; ;) {
    const found = await askThroughOutages(ask, context);
    const key = JSON.stringify(found);
    if (isOver(found)) return found;
    if (key !== shown) await show(found, shown === undefined);
    shown = key;
    await pauseUnlessInterrupted(watchEveryMs, context);
    if (context.interrupted.aborted) return found;
  }
}

/** A server that is away for a while does not end the watching. */
async function askThroughOutages<T>(ask: () => Promise<T>, context: CliContext): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const passes = error instanceof WiretaleError && error.retryable;
      if (!passes || context.interrupted.aborted) throw error;
      writeProblem(context, error.message, "trying again", "warning");
      await pauseUnlessInterrupted(5 * watchEveryMs, context);
    }
  }
}
