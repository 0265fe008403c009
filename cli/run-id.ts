import { UsageError } from "../src/contracts/errors.js";

/** Temporal's own bound for ids on SQL stores. */
const longest = 255;

/**
 * A run's id as a user gave it, or refused: it becomes the name of a folder, and nothing that leaves that folder is one.
 * @throws UsageError
 */
export function checkRunId(text: string): string {
  const allowed = /^[A-Za-z0-9][A-Za-z0-9._:-]*(\/[a-z]+)?$/u.test(text);
  if (allowed && text.length <= longest && !text.includes("..")) return text;
  throw new UsageError(
    `not the id of a run: ${JSON.stringify(text.slice(0, 80))}`,
    "`wiretale list` shows the ids of runs, such as day-example.com-3fa94c0d11e2",
  );
}
