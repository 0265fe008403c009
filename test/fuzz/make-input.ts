import type { Limits } from "../../src/interpreter/limits.js";
import { Draw } from "../support/draw.js";
import { generateScript } from "./generate.js";
import { mutateBytes, mutateLines, mutateTokens, mutateValues, splice } from "./mutate.js";
import type { Mutator } from "./mutate.js";

export interface FuzzInput {
  readonly script: string;
  /** Which mutator made it, or `grammar`. */
  readonly origin: string;
  readonly limits: Partial<Limits>;
}

const mutators: readonly (readonly [name: string, mutate: Mutator])[] = [
  ["tokens", mutateTokens],
  ["values", mutateValues],
  ["bytes", mutateBytes],
  ["splice", splice],
  ["lines", mutateLines],
];

export const origins: readonly string[] = [...mutators.map(([name]) => name), "grammar"];

/** Most inputs run under a fiftieth of the budgets or so, so that endless loops do not take all the time; one in fifty under all of it. */
const small: Partial<Limits> = {
  steps: 20_000,
  allocation: 256 * 1024,
  packets: 1000,
  items: 10_000,
  stringLength: 128 * 1024,
};

/** Characters of most scripts that are mutated: short ones are checked quickly, and break in as many ways. */
const usualLength = 600;

/** The input of a number, always the same for the same seed and corpus. */
export function makeInput(seed: number, number: number, corpus: readonly string[]): FuzzInput {
  const draw = new Draw(seed, number);
  const limits = draw.chance(0.02) ? {} : small;
  if (draw.chance(0.35)) {
    const script = generateScript(draw);
    if (draw.chance(0.8)) return { script, origin: "grammar", limits };
    return { script: mutateTokens(script, draw), origin: "grammar", limits };
  }
  const [origin, mutate] = draw.of(mutators);
  const given = draw.of(corpus);
  let script = mutate(draw.chance(0.8) ? given.slice(0, usualLength) : given, draw, corpus);
  while (draw.chance(0.3)) script = draw.of(mutators)[1](script, draw, corpus);
  return { script: script.slice(0, 6000), origin, limits };
}
