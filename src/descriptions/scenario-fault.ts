import { ConfigError, UsageError } from "../contracts/errors.js";
import type { TargetUrl } from "../contracts/scenario.js";
import { parseTargetUrl } from "./parse-target-url.js";

/** What the schema of a scenario file cannot see to be wrong, at its key path: always throws a `ConfigError`. */
export type Fault = (path: readonly PropertyKey[], message: string, hint?: string) => never;

/** `placeOf`: `file:line:column` of a key path. */
export function faultAt(placeOf: (path: readonly PropertyKey[]) => string): Fault {
  return (path, message, hint) => {
    throw new ConfigError(`${placeOf(path)}: ${keyPath(path)}: ${message}`, hint);
  };
}

/** `acts.client[3].url` */
export function keyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

/** A URL that a file has at that key path. */
export function readUrl(text: string, path: readonly PropertyKey[], fault: Fault): TargetUrl {
  try {
    return parseTargetUrl(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return fault(path, error.message, error.hint);
  }
}
