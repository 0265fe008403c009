import { InvalidArgumentError } from "commander";
import type { Budget } from "../src/contracts/policy.js";

/** Parsers of single flag values: what they throw names the flag already, so they only say what was expected. */

export function parseSeed(text: string): number {
  const seed = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(seed <= 0xffff_ffff)) throw new InvalidArgumentError("Expected a whole number from 0 to 4294967295.");
  return seed;
}

/** Kept as text: the digits a user gave are the digits that are recorded. */
export function parseStart(text: string): string {
  if (!/^\d{1,10}(\.\d{1,6})?$/u.test(text)) {
    throw new InvalidArgumentError(
      "Expected seconds since the epoch with at most six decimals, such as 1700000000 or 1700000000.25.",
    );
  }
  if (Number(text) >= 2 ** 32) {
    throw new InvalidArgumentError("A capture file holds times before 2106-02-07 only (4294967296).");
  }
  return text;
}

export function parsePort(text: string): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65535)) throw new InvalidArgumentError("Expected a port from 1 to 65535.");
  return port;
}

/** Persona names or files by the host that is to have them. */
export type PersonaChoices = Readonly<Record<string, string>>;

/** `ROLE=NAME`, given several times; later ones win. */
export function collectPersonas(text: string, previous: PersonaChoices): PersonaChoices {
  const match = /^([A-Za-z][A-Za-z0-9-]*)=(.+)$/u.exec(text);
  if (match === null) {
    throw new InvalidArgumentError("Expected ROLE=NAME, such as client=linux-client.");
  }
  return { ...previous, [match[1] ?? ""]: match[2] ?? "" };
}

export function parseLimit(text: string): number {
  const limit = /^\d{1,5}$/u.test(text) ? Number(text) : 0;
  if (limit === 0) throw new InvalidArgumentError("Expected a whole number from 1 to 99999.");
  return limit;
}

/** `20000` or `20000tokens`: tokens; `$1.50` or `1.50usd`: US dollars. */
export function parseBudget(text: string): Budget {
  const match = /^(\$?)(\d+(?:\.\d+)?)(tokens|usd)?$/u.exec(text);
  const amount = Number(match?.[2]);
  if (match !== null && (match[1] === "$" || match[3] === "usd")) return { usd: amount };
  if (match !== null && Number.isInteger(amount)) return { tokens: amount };
  throw new InvalidArgumentError("Expected tokens, such as 20000, or US dollars, such as 1.50usd.");
}
