import { concatBytes } from "../../wire/bytes.js";
import { builtin, needInteger, needNumber, needSmallInteger } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import type { Machine } from "../machine.js";
import { itemAt, itemsOf, lengthOf } from "../sequences.js";
import { bitLength } from "../numbers.js";
import { sha512 } from "../sha512.js";
import { utf8 } from "../text-codec.js";
import { asInteger, float, integer, list, aKind, typeName } from "../values.js";
import type { FunctionValue, Value } from "../values.js";

/**
 * The functions of Python's `random`, draw for draw as CPython 3.11 makes them. Those through log, cos and sin may differ
 * in the last bits, since the C library's differ from JavaScript's.
 */
function wrongRange(what: string): ScriptError {
  return new ScriptError("wrong-value", `ValueError: ${what}`, "give the smaller bound first");
}

/** An int, or a float that is a whole number, as CPython 3.11 still allows. */
function rangeBound(value: Value | undefined, what: string): bigint {
  if (typeof value === "object" && value?.kind === "float") {
    if (Number.isInteger(value.value)) return BigInt(value.value);
    throw new ScriptError("wrong-value", `ValueError: ${what} is a float, but must be an int`, "use int(…)");
  }
  return BigInt(needInteger(value, what));
}

function below(machine: Machine, limit: bigint): bigint {
  if (limit <= 0x1fffffffffffffn) return BigInt(machine.random.below(Number(limit)));
  machine.spend(256);
  machine.allocate(bitLength(limit) >> 3);
  return machine.random.belowBig(limit);
}

function randrange(
  machine: Machine,
  start: Value | undefined,
  stop: Value | undefined,
  step: Value | undefined,
): Value {
  const first = rangeBound(start, "randrange's start");
  if (stop === undefined || stop === null) {
    if (first <= 0n) throw wrongRange("empty range for randrange()");
    return integer(below(machine, first));
  }
  const width = rangeBound(stop, "randrange's stop") - first;
  const by = step === undefined ? 1n : rangeBound(step, "randrange's step");
  if (by === 0n) throw new ScriptError("wrong-value", "ValueError: zero step for randrange()");
  const count = by > 0n ? (width + by - 1n) / by : (width + by + 1n) / by;
  if (count <= 0n || (by > 0n ? width <= 0n : width >= 0n))
    throw wrongRange(`empty range for randrange() (${first}, ${first + width})`);
  return integer(first + by * below(machine, count));
}

function randint(machine: Machine, low: Value | undefined, high: Value | undefined): Value {
  if (
    typeof low === "number" &&
    typeof high === "number" &&
    high - low + 1 > 0 &&
    Number.isSafeInteger(high - low + 1)
  ) {
    return low + machine.random.below(high - low + 1);
  }
  const first = rangeBound(low, "randint's first bound");
  const width = rangeBound(high, "randint's second bound") - first + 1n;
  if (width <= 0n) throw wrongRange(`empty range for randint(${first}, ${first + width - 1n})`);
  return integer(first + below(machine, width));
}

function gauss(machine: Machine, mu: number, sigma: number): number {
  const { random } = machine;
  let z = random.nextGauss;
  random.nextGauss = undefined;
  if (z === undefined) {
    const angle = random.random() * (2 * Math.PI);
    const radius = Math.sqrt(-2 * Math.log(1 - random.random()));
    z = Math.cos(angle) * radius;
    random.nextGauss = Math.sin(angle) * radius;
  }
  return mu + z * sigma;
}

/** 4 exp(-1/2) / sqrt(2), as CPython computes it. */
const normalConstant = 1.7155277699214135;

function normal(machine: Machine, mu: number, sigma: number): number {
  for (;;) {
    machine.step();
    const u1 = machine.random.random();
    const u2 = 1 - machine.random.random();
    const z = (normalConstant * (u1 - 0.5)) / u2;
    if ((z * z) / 4 <= -Math.log(u2)) return mu + z * sigma;
  }
}

function gamma(machine: Machine, alpha: number, beta: number): number {
  if (alpha <= 0 || beta <= 0)
    throw new ScriptError("wrong-value", "ValueError: gammavariate: alpha and beta must be > 0.0");
  const draw = (): number => machine.random.random();
  if (alpha > 1) {
    const ainv = Math.sqrt(2 * alpha - 1);
    const bbb = alpha - 1.3862943611198906;
    const ccc = alpha + ainv;
    for (;;) {
      machine.step();
      const u1 = draw();
      if (!(u1 > 1e-7 && u1 < 0.9999999)) continue;
      const u2 = 1 - draw();
      const v = Math.log(u1 / (1 - u1)) / ainv;
      const x = alpha * Math.exp(v);
      const z = u1 * u1 * u2;
      const r = bbb + ccc * v - x;
      if (r + 2.504077396776274 - 4.5 * z >= 0 || r >= Math.log(z)) return x * beta;
    }
  }
  if (alpha === 1) return -Math.log(1 - draw()) * beta;
  for (;;) {
    machine.step();
    const b = (Math.E + alpha) / Math.E;
    const p = b * draw();
    const x = p <= 1 ? p ** (1 / alpha) : -Math.log((b - p) / alpha);
    const u1 = draw();
    if (p > 1 ? u1 <= x ** (alpha - 1) : u1 <= Math.exp(-x)) return x * beta;
  }
}

function sequenceLength(machine: Machine, value: Value, what: string): number {
  const isSequence =
    typeof value === "string" ||
    (typeof value === "object" && value !== null && ["list", "tuple", "range", "bytes"].includes(value.kind));
  if (!isSequence)
    throw new ScriptError(
      "wrong-type",
      `TypeError: ${what} needs a list, tuple, range or text, not ${typeName(value)}`,
    );
  return lengthOf(machine, value, () => 0);
}

function choice(machine: Machine, sequence: Value): Value {
  const length = sequenceLength(machine, sequence, "choice()");
  if (length === 0)
    throw new ScriptError("index-out-of-range", "IndexError: Cannot choose from an empty sequence");
  return itemAt(machine, sequence, machine.random.below(length));
}

function sample(machine: Machine, population: Value, count: number): Value {
  const length = sequenceLength(machine, population, "sample()");
  if (count < 0 || count > length) {
    throw new ScriptError(
      "wrong-value",
      `ValueError: sample of ${count} from ${length} items`,
      "sample no more items than there are",
    );
  }
  machine.allocateItems(count);
  machine.spend(count);
  const result: Value[] = [];
  let limit = 21;
  if (count > 5) limit += 4 ** Math.ceil(Math.log(count * 3) / Math.log(4));
  if (length <= limit) {
    const pool = [...itemsOf(machine, population)];
    for (let drawn = 0; drawn < count; drawn += 1) {
      const at = machine.random.below(length - drawn);
      result.push(pool[at] ?? null);
      pool[at] = pool[length - drawn - 1] ?? null;
    }
    return list(result);
  }
  const seen = new Set<number>();
  for (let drawn = 0; drawn < count; drawn += 1) {
    let at = machine.random.below(length);
    while (seen.has(at)) at = machine.random.below(length);
    seen.add(at);
    result.push(itemAt(machine, population, at));
  }
  return list(result);
}

/** `sample` of items each of which is there as often as its count says. */
function sampleCounted(machine: Machine, population: Value, count: number, counts: Value): Value {
  const items = itemsOf(machine, population);
  let total = 0;
  const sums = itemsOf(machine, counts).map((each) => (total += needSmallInteger(each, "a count")));
  if (sums.length !== items.length)
    throw new ScriptError("wrong-value", "ValueError: The number of counts does not match the population");
  if (total <= 0)
    throw new ScriptError("wrong-value", "ValueError: Total of counts must be greater than zero");
  const drawn = sample(machine, { kind: "range", start: 0, step: 1, length: total }, count);
  return list(itemsOf(machine, drawn).map((at) => items[sums.findIndex((sum) => Number(at) < sum)] ?? null));
}

function choices(
  machine: Machine,
  population: Value,
  weights: Value | undefined,
  cumulative: Value | undefined,
  count: number,
): Value {
  const length = sequenceLength(machine, population, "choices()");
  machine.allocateItems(Math.max(0, count));
  machine.spend(Math.max(0, count));
  const result: Value[] = [];
  const sums: number[] = [];
  machine.spend(length >> 3);
  if (weights !== undefined && weights !== null) {
    let sum = 0;
    for (const weight of itemsOf(machine, weights)) sums.push((sum += needNumber(weight, "a weight")));
  } else if (cumulative !== undefined && cumulative !== null) {
    for (const weight of itemsOf(machine, cumulative)) sums.push(needNumber(weight, "a weight"));
  } else {
    if (length === 0 && count > 0)
      throw new ScriptError("index-out-of-range", "IndexError: list index out of range");
    for (let drawn = 0; drawn < count; drawn += 1)
      result.push(itemAt(machine, population, Math.floor(machine.random.random() * length)));
    return list(result);
  }
  if (sums.length !== length) {
    throw new ScriptError("wrong-value", "ValueError: The number of weights does not match the population");
  }
  const total = sums[sums.length - 1] ?? 0;
  if (!(total > 0) || !Number.isFinite(total))
    throw new ScriptError("wrong-value", "ValueError: Total of weights must be greater than zero");
  machine.spend(sums.length >> 3);
  for (let drawn = 0; drawn < count; drawn += 1) {
    const wanted = machine.random.random() * total;
    let low = 0;
    let high = length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wanted < (sums[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    result.push(itemAt(machine, population, low));
  }
  return list(result);
}

function shuffle(machine: Machine, value: Value): null {
  if (typeof value !== "object" || value?.kind !== "list") {
    throw new ScriptError(
      "wrong-type",
      `TypeError: shuffle() needs a list, not ${typeName(value)}`,
      "turn it into a list with list(…)",
    );
  }
  const { items } = value;
  machine.spend(items.length);
  for (let index = items.length - 1; index >= 1; index -= 1) {
    const other = machine.random.below(index + 1);
    const kept = items[index] ?? null;
    items[index] = items[other] ?? null;
    items[other] = kept;
  }
  return null;
}

/** CPython's way with text and bytes: the octets, then their SHA-512, as one number. */
function seedWithOctets(machine: Machine, octets: Uint8Array): void {
  machine.spend(octets.length * 8);
  machine.random.seedWithBytes(concatBytes(octets, sha512(octets)));
}

function seed(machine: Machine, value: Value | undefined): null {
  // The whole state is made anew.
  machine.spend(64);
  const number = asInteger(value ?? null);
  if (number !== undefined) machine.random.seed(number);
  else if (typeof value === "object" && value?.kind === "float") machine.random.seed(floatHash(value.value));
  else if (typeof value === "string") seedWithOctets(machine, utf8(value));
  else if (typeof value === "object" && value?.kind === "bytes") seedWithOctets(machine, value.bytes);
  else {
    throw new ScriptError(
      "not-known-yet",
      `random.seed() with ${value === undefined || value === null ? "no number" : `${aKind(value)}`} is not supported`,
      "seed with an int",
    );
  }
  return null;
}

/** CPython's hash of a float as unsigned 64 bits: the value modulo 2**61 - 1, with its sign. */
export function floatHash(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (!Number.isFinite(value)) return BigInt.asUintN(64, value < 0 ? -314159n : 314159n);
  const modulus = (1n << 61n) - 1n;
  let magnitude = Math.abs(value);
  let exponent = 0;
  while (!Number.isInteger(magnitude)) {
    magnitude *= 2;
    exponent -= 1;
  }
  const shift = BigInt(((exponent % 61) + 61) % 61);
  let hash = ((BigInt(magnitude) % modulus) << shift) % modulus;
  if (value < 0) hash = -hash;
  if (hash === -1n) hash = -2n;
  return BigInt.asUintN(64, hash);
}

const real = (machine: Machine, value: Value | undefined, fallback: number): number =>
  value === undefined ? fallback : needNumber(value, "the argument");

export const randomFunctions: readonly FunctionValue[] = [
  builtin("random", "", (machine) => float(machine.random.random())),
  builtin("randint", "a b", (machine, [a, b]) => randint(machine, a, b)),
  builtin("randrange", "start stop? step?", (machine, [start, stop, step]) =>
    randrange(machine, start, stop, step),
  ),
  builtin("uniform", "a b", (machine, [a, b]) => {
    const low = needNumber(a, "uniform's first bound");
    return float(low + (needNumber(b, "uniform's second bound") - low) * machine.random.random());
  }),
  builtin("gauss", "mu? sigma?", (machine, [mu, sigma]) =>
    float(gauss(machine, real(machine, mu, 0), real(machine, sigma, 1))),
  ),
  builtin("normalvariate", "mu? sigma?", (machine, [mu, sigma]) =>
    float(normal(machine, real(machine, mu, 0), real(machine, sigma, 1))),
  ),
  builtin("lognormvariate", "mu sigma", (machine, [mu, sigma]) =>
    float(Math.exp(normal(machine, real(machine, mu, 0), real(machine, sigma, 1)))),
  ),
  builtin("expovariate", "lambd", (machine, [lambda]) => {
    const rate = needNumber(lambda, "expovariate's rate");
    if (rate === 0) throw new ScriptError("division-by-zero", "ZeroDivisionError: float division by zero");
    return float(-Math.log(1 - machine.random.random()) / rate);
  }),
  builtin("triangular", "low? high? mode?", (machine, [low, high, mode]) => {
    let from = real(machine, low, 0);
    let to = real(machine, high, 1);
    let u = machine.random.random();
    let c = 0.5;
    if (mode !== undefined && mode !== null) {
      if (to === from) return float(from);
      c = (needNumber(mode, "triangular's mode") - from) / (to - from);
    }
    if (u > c) {
      u = 1 - u;
      c = 1 - c;
      [from, to] = [to, from];
    }
    return float(from + (to - from) * Math.sqrt(u * c));
  }),
  builtin("betavariate", "alpha beta", (machine, [alpha, beta]) => {
    const y = gamma(machine, needNumber(alpha, "alpha"), 1);
    return float(y === 0 ? 0 : y / (y + gamma(machine, needNumber(beta, "beta"), 1)));
  }),
  builtin("gammavariate", "alpha beta", (machine, [alpha, beta]) =>
    float(gamma(machine, needNumber(alpha, "alpha"), needNumber(beta, "beta"))),
  ),
  builtin("getrandbits", "k", (machine, [k]) => {
    const count = needSmallInteger(k, "getrandbits's count");
    if (count < 0) throw new ScriptError("wrong-value", "ValueError: number of bits must be non-negative");
    machine.checkInteger(count);
    machine.allocate(count >> 5);
    machine.spend(count >> 4);
    return machine.random.getrandbits(count);
  }),
  builtin("choice", "seq", (machine, [sequence]) => choice(machine, sequence ?? null)),
  builtin("choices", "population weights? cum_weights? k?", (machine, [population, weights, cumulative, k]) =>
    choices(
      machine,
      population ?? null,
      weights,
      cumulative,
      k === undefined ? 1 : needSmallInteger(k, "choices's k"),
    ),
  ),
  builtin("sample", "population k counts?", (machine, [population, k, counts]) =>
    counts === undefined || counts === null
      ? sample(machine, population ?? null, needSmallInteger(k, "sample's k"))
      : sampleCounted(machine, population ?? null, needSmallInteger(k, "sample's k"), counts),
  ),
  builtin("paretovariate", "alpha", (machine, [alpha]) =>
    float((1 - machine.random.random()) ** (-1 / needNumber(alpha, "paretovariate's alpha"))),
  ),
  builtin("weibullvariate", "alpha beta", (machine, [alpha, beta]) => {
    const drawn = -Math.log(1 - machine.random.random());
    return float(
      needNumber(alpha, "weibullvariate's alpha") * drawn ** (1 / needNumber(beta, "weibullvariate's beta")),
    );
  }),
  builtin("shuffle", "x", (machine, [x]) => shuffle(machine, x ?? null)),
  builtin("seed", "a?", (machine, [a]) => seed(machine, a)),
  builtin("randbytes", "n", (machine, [n]) => {
    const count = needSmallInteger(n, "randbytes's count");
    if (count < 0) throw new ScriptError("wrong-value", "ValueError: number of bits must be non-negative");
    machine.allocateString(count);
    machine.spend(count >> 4);
    return { kind: "bytes", bytes: machine.random.randbytes(count) };
  }),
];
