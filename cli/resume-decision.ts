import { readFile } from "node:fs/promises";
import { InvalidArgumentError } from "commander";
import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import { mediaTypes } from "../src/contracts/artifact.js";
import type { ResumeDecision } from "../src/contracts/day.js";
import { UsageError } from "../src/contracts/errors.js";
import type { Budget } from "../src/contracts/policy.js";

/** What the options of `wiretale resume` decide about a parked run. */
export interface DecisionOptions {
  readonly all?: true;
  readonly retry?: true;
  readonly model?: string;
  readonly hint?: string;
  readonly temperature?: number;
  readonly replace?: string;
  readonly skip?: true;
  readonly abandon?: true;
  readonly raiseBudget?: true | Budget;
}

export function checkChoice(options: DecisionOptions): void {
  const { model, hint, temperature } = options;
  const details = [model, hint, temperature].some((value) => value !== undefined);
  const chosen = [
    options.retry === true || details,
    options.replace !== undefined,
    options.skip === true,
    options.abandon === true,
    options.raiseBudget !== undefined,
  ].filter(Boolean).length;
  if (chosen > 1)
    throw new UsageError("choose one of --retry, --replace, --skip, --abandon and --raise-budget");
  if (options.all === true && options.replace !== undefined)
    throw new UsageError("--replace is for one run: no script fits all of them");
}

export async function decisionOf(
  options: DecisionOptions,
  script: Uint8Array | undefined,
  store: Pick<ArtifactStore, "put">,
): Promise<ResumeDecision | undefined> {
  const { retry, model, hint, temperature, skip, abandon, raiseBudget } = options;
  if (script !== undefined) return { kind: "replace", script: await store.put(script, mediaTypes.text) };
  if (skip === true) return { kind: "skip" };
  if (abandon === true) return { kind: "abandon" };
  if (raiseBudget !== undefined)
    return { kind: "raise-budget", ...(raiseBudget === true ? {} : { budget: raiseBudget }) };
  if (retry === undefined && model === undefined && hint === undefined && temperature === undefined)
    return undefined;
  return {
    kind: "retry",
    ...(model === undefined ? {} : { model }),
    ...(hint === undefined ? {} : { hint }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}

export async function readScript(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`cannot read the script ${path}: ${reason}`, undefined, { cause });
  }
}

const longestHint = 2_000;

export function parseHint(text: string): string {
  if (text.trim() === "" || text.length > longestHint)
    throw new InvalidArgumentError(`Expected 1 to ${longestHint} characters.`);
  return text;
}

export function parseTemperature(text: string): number {
  const value = /^\d(\.\d+)?$/u.test(text) ? Number(text) : Number.NaN;
  if (!(value <= 2)) throw new InvalidArgumentError("Expected a number from 0 to 2.");
  return value;
}
