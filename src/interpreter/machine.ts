import { ScriptError } from "./diagnostic.js";
import type { LayerValue } from "./layers/layer-value.js";
import type { Limits } from "./limits.js";
import type { PythonRandom } from "./python-random.js";
import type { Target } from "./tree.js";
import type { Value } from "./values.js";

/** Somebody who wants to see what a script does. It may look and must change nothing. */
export interface ScriptObserver {
  /** After a name, a field or a place in a list or dict was given a value. */
  assigned(target: Target, value: Value): void;
  /** After `time.sleep`: where it was called, for how long, what the clock shows now (seconds since the epoch). */
  slept(offset: number, seconds: number, timeSeconds: number): void;
}

/** Whether `spendOnField` may count anything for a value: numbers and short text are free. */
export function takesSteps(value: Value | undefined): value is Value {
  if (typeof value === "string") return value.length >> stepShift > 0;
  return typeof value === "bigint" || (typeof value === "object" && value !== null);
}

/** A step for so many characters, octets or items, as a power of two. */
const stepShift = 5;
/** What an operation on an integer beyond 53 bits costs, which may have thousands. */
const bigIntegerSteps = 16;
/** Characters that a search compares in the time of a step. */
const searchesAStep = 512;

/** The state of one run: budget, virtual clock, random stream, variables. Nothing outlives it. */
export class Machine {
  readonly limits: Limits;
  readonly random: PythonRandom;
  readonly slots: (Value | undefined)[];
  /** Packets given to `wrpcap`, `send` and the like, copied as they were then. */
  readonly sent: LayerValue[] = [];
  /** Seconds since the epoch. */
  clock: number;
  /** How many sleeps there have been. */
  sleeps = 0;
  /** Offset of the node being evaluated: where an error is reported. */
  offset = 0;
  /** The value of the last expression statement. */
  lastValue: Value = null;
  /** Slots in the order of their first assignment. */
  readonly assigned: number[] = [];
  readonly #isAssigned: boolean[] = [];
  /** Undefined in every run that nobody asked to have explained. */
  observer: ScriptObserver | undefined = undefined;
  /** Where the clock started. */
  readonly startSeconds: number;
  #steps = 0;
  #allocation = 0;
  #layers = 0;

  constructor(limits: Limits, random: PythonRandom, startSeconds: number, slots: (Value | undefined)[]) {
    this.limits = limits;
    this.random = random;
    this.clock = startSeconds;
    this.startSeconds = startSeconds;
    this.slots = slots;
  }

  noteAssignment(slot: number): void {
    if (this.#isAssigned[slot] === true) return;
    this.#isAssigned[slot] = true;
    this.assigned.push(slot);
  }

  step(): void {
    this.#steps += 1;
    if (this.#steps > this.limits.steps) this.#tooManySteps();
  }

  #tooManySteps(): never {
    throw new ScriptError(
      "budget-steps",
      `the script takes more than ${this.limits.steps} steps`,
      "make its loops shorter",
    );
  }

  /** What remains when packets are built: half of the steps at least, even after a script that took all of them. */
  startBuilding(): void {
    this.#steps = Math.min(this.#steps, this.limits.steps >> 1);
  }

  /** Counts steps that a builtin takes at once. */
  spend(steps: number): void {
    this.#steps += steps;
    this.step();
  }

  /** Counts what going through a value costs: about a step for 32 characters, octets or items of its first level. */
  spendOn(value: Value | undefined): void {
    if (typeof value === "string") this.#steps += value.length >> stepShift;
    else if (typeof value === "bigint") this.#steps += bigIntegerSteps;
    else if (typeof value === "object" && value !== null) {
      if (value.kind === "list" || value.kind === "tuple") this.#steps += value.items.length >> stepShift;
      else if (value.kind === "bytes") this.#steps += value.bytes.length >> stepShift;
      else if (value.kind === "dict") this.#steps += value.entries.size >> 4;
    }
  }

  /** What a layer keeps of a value given to a field, which it may turn into octets or an address. */
  spendOnField(value: Value): void {
    if (typeof value === "number") return;
    const length =
      typeof value === "string"
        ? value.length
        : typeof value === "object" && value?.kind === "bytes"
          ? value.bytes.length
          : 0;
    if (length > 64) {
      this.allocate(length);
      this.spend(length >> 3);
    } else if (typeof value === "object" && (value?.kind === "list" || value?.kind === "tuple"))
      this.spend(value.items.length >> 2);
    else this.spendOn(value);
  }

  /** Looking for a text of one length in a text of another, which at worst compares every two of their characters. */
  spendOnSearch(length: number, wanted: number): void {
    this.spend((length >> 6) + (length * Math.min(wanted, length)) / searchesAStep);
  }

  /** Counts characters, octets or items of a new value, before it is made. */
  allocate(units: number): void {
    this.#allocation += units;
    // So written, a length that is no number is too large as well.
    if (!(this.#allocation <= this.limits.allocation)) {
      throw new ScriptError(
        "budget-allocation",
        "the script makes too many or too large values",
        "make them shorter or fewer",
      );
    }
  }

  checkString(length: number): void {
    if (!(length <= this.limits.stringLength)) {
      throw new ScriptError(
        "budget-string",
        `this would be longer than ${this.limits.stringLength} characters`,
        "make it shorter",
      );
    }
  }

  allocateString(length: number): void {
    this.checkString(length);
    this.allocate(length);
  }

  allocateItems(count: number): void {
    if (!(count <= this.limits.items)) {
      throw new ScriptError(
        "budget-items",
        `this would have more than ${this.limits.items} items`,
        "make it shorter",
      );
    }
    this.allocate(count + 4);
  }

  /** Entries of a new dict, each of which takes the memory of a dozen list items. */
  allocateEntries(count: number): void {
    this.allocateItems(count);
    this.allocate(count * 15);
  }

  /** A new layer with so many fields. */
  countLayer(fields: number): void {
    this.#layers += 1;
    // A layer costs about as much memory as 20 list items, and one for each field.
    this.allocate(20 + fields);
    if (this.#layers > this.limits.packets * 8) this.tooManyPackets();
  }

  /** Layers joined to one packet. */
  checkLayers(count: number): void {
    if (count > this.limits.layers) {
      throw new ScriptError(
        "budget-depth",
        `this packet would have more than ${this.limits.layers} layers`,
        "make several packets",
      );
    }
    this.spend(count >> 3);
  }

  tooManyPackets(): never {
    throw new ScriptError(
      "budget-packets",
      `the script makes more than ${this.limits.packets} packets`,
      "make fewer packets",
    );
  }

  checkInteger(bits: number): void {
    if (!(bits <= this.limits.integerBits)) {
      throw new ScriptError(
        "budget-integer",
        `this number would have more than ${this.limits.integerBits} bits`,
        "use smaller numbers",
      );
    }
  }

  sleep(seconds: number): void {
    this.checkTime(this.clock + seconds);
    this.clock += seconds;
    this.sleeps += 1;
    if (this.observer !== undefined) this.observer.slept(this.offset, seconds, this.clock);
  }

  /** Throws for a time, in seconds since the epoch, that is too far from where the clock started. */
  checkTime(seconds: number): void {
    if (!(seconds - this.startSeconds <= this.limits.durationSeconds)) {
      throw new ScriptError(
        "budget-duration",
        `the script sleeps past ${this.limits.durationSeconds} seconds of virtual time`,
        "sleep for less",
      );
    }
  }
}
