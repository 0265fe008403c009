import type { CliContext } from "./context.js";

/** Waits for Ctrl-C, the way a command in the foreground ends; a part of it that dies ends it with its error. */
export async function untilInterrupted(
  context: CliContext,
  failed: Promise<never> = new Promise<never>(() => undefined),
): Promise<void> {
  if (context.interrupted.aborted) return;
  const asked = new Promise<void>((resolve) => {
    context.interrupted.addEventListener("abort", () => resolve(), { once: true });
  });
  // A pending promise alone does not keep the process: the interval does.
  const alive = setInterval(() => undefined, 60_000);
  try {
    await Promise.race([asked, failed]);
  } finally {
    clearInterval(alive);
  }
}

/** Waits a while, and no longer than until Ctrl-C. */
export async function pauseUnlessInterrupted(ms: number, { interrupted }: CliContext): Promise<void> {
  if (interrupted.aborted) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      interrupted.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    interrupted.addEventListener("abort", finish);
  });
}
