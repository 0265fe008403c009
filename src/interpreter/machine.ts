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
    if (this.#steps > this.limits.steps) {
      throw new ScriptError(
        "budget-steps",
        `the script takes more than ${this.limits.steps} steps`,
        "make its loops shorter",
      );
    }
  }

  /** Counts steps that a builtin takes at once. */
  spend(steps: number): void {
    this.#steps += steps;
    this.step();
  }

  /** Counts characters, octets or items of a new value, before it is made. */
  allocate(units: number): void {
    this.#allocation += units;
    if (this.#allocation > this.limits.allocation) {
      throw new ScriptError(
        "budget-allocation",
        "the script makes too many or too large values",
        "make them shorter or fewer",
      );
    }
  }

  allocateString(length: number): void {
    if (length > this.limits.stringLength) {
      throw new ScriptError(
        "budget-string",
        `this would be longer than ${this.limits.stringLength} characters`,
        "make it shorter",
      );
    }
    this.allocate(length);
  }

  allocateItems(count: number): void {
    if (count > this.limits.items) {
      throw new ScriptError(
        "budget-items",
        `this would have more than ${this.limits.items} items`,
        "make it shorter",
      );
    }
    this.allocate(count + 4);
  }

  countLayer(): void {
    this.#layers += 1;
    // A layer costs about as much memory as 20 list items.
    this.allocate(20);
    if (this.#layers > this.limits.packets * 8) this.tooManyPackets();
  }

  tooManyPackets(): never {
    throw new ScriptError(
      "budget-packets",
      `the script makes more than ${this.limits.packets} packets`,
      "make fewer packets",
    );
  }

  checkInteger(bits: number): void {
    if (bits > this.limits.integerBits) {
      throw new ScriptError(
        "budget-integer",
        `this number would have more than ${this.limits.integerBits} bits`,
        "use smaller numbers",
      );
    }
  }

  sleep(seconds: number): void {
    if (this.clock + seconds - this.startSeconds > this.limits.durationSeconds) {
      throw new ScriptError(
        "budget-duration",
        `the script sleeps past ${this.limits.durationSeconds} seconds of virtual time`,
        "sleep for less",
      );
    }
    this.clock += seconds;
    this.sleeps += 1;
    if (this.observer !== undefined) this.observer.slept(this.offset, seconds, this.clock);
  }
}
