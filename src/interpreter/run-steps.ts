import { assertNever } from "../contracts/result.js";
import { assignAttribute, assignIndex, assignTarget, deleteTarget } from "./assign.js";
import { readAttribute } from "./attributes.js";
import { ScriptError } from "./diagnostic.js";
import { evaluate } from "./evaluate.js";
import type { Machine } from "./machine.js";
import { listMethods } from "./methods/container-methods.js";
import { binaryOperation } from "./operators.js";
import { layerAt } from "./packet-operations.js";
import { itemAt, iterate } from "./sequences.js";
import type { Step } from "./tree.js";
import { isTrue, noKeywords } from "./values.js";
import type { Value } from "./values.js";
import { dictKey } from "./dict-key.js";

type Outcome = "next" | "break" | "continue";

/** Runs statements in order. Throws a `ScriptError` at the first that fails. */
export function runSteps(machine: Machine, steps: readonly Step[]): Outcome {
  for (const step of steps) {
    machine.step();
    machine.offset = step.start;
    const outcome = runStep(machine, step);
    if (outcome !== "next") return outcome;
  }
  return "next";
}

function runStep(machine: Machine, step: Step): Outcome {
  switch (step.kind) {
    case "assign": {
      const value = evaluate(machine, step.value);
      machine.spend(step.targets.length >> 2);
      for (const target of step.targets) assignTarget(machine, target, value, evaluate);
      return "next";
    }
    case "expression":
      machine.lastValue = evaluate(machine, step.value);
      return "next";
    case "augmented":
      runAugmented(machine, step);
      return "next";
    case "delete":
      machine.spend(step.targets.length >> 2);
      for (const target of step.targets) deleteTarget(machine, target, evaluate);
      return "next";
    case "if": {
      const branch = step.branches.find(({ condition }) => {
        machine.step();
        return isTrue(evaluate(machine, condition));
      });
      return runSteps(machine, branch === undefined ? step.otherwise : branch.body);
    }
    case "for":
      return runFor(machine, step);
    case "bind":
      machine.spend(step.bindings.length >> 2);
      for (const { slot, value } of step.bindings) machine.slots[slot] = value;
      return "next";
    case "pass":
      return "next";
    case "break":
    case "continue":
      return step.kind;
    default:
      return assertNever(step);
  }
}

function runFor(machine: Machine, step: Extract<Step, { kind: "for" }>): Outcome {
  const iterable = evaluate(machine, step.iterable);
  machine.offset = step.start;
  for (const item of iterate(machine, iterable)) {
    machine.step();
    assignTarget(machine, step.target, item, evaluate);
    if (runSteps(machine, step.body) === "break") return "next";
  }
  return runSteps(machine, step.otherwise);
}

/** `target op= value`: the target's object and index are evaluated once, lists are extended in place. */
function runAugmented(machine: Machine, step: Extract<Step, { kind: "augmented" }>): void {
  const { target, operator } = step;
  const combine = (current: Value): Value => {
    const value = evaluate(machine, step.value);
    machine.offset = step.start;
    if (operator === "+" && typeof current === "object" && current?.kind === "list") {
      listMethods.get("extend")?.(machine, current, [value], noKeywords);
      return current;
    }
    return binaryOperation(machine, operator, current, value);
  };
  switch (target.kind) {
    case "slot":
      assignTarget(machine, target, combine(evaluate(machine, target)), evaluate);
      return;
    case "attribute": {
      const object = evaluate(machine, target.object);
      machine.offset = target.start;
      const value = combine(readAttribute(machine, object, target.name));
      assignAttribute(machine, object, target.name, value, target.start);
      if (machine.observer !== undefined) machine.observer.assigned(target, value);
      return;
    }
    case "index": {
      const object = evaluate(machine, target.object);
      const key = evaluate(machine, target.index);
      machine.offset = target.start;
      const value = combine(readIndex(machine, object, key));
      assignIndex(machine, object, key, value, target.start);
      if (machine.observer !== undefined) machine.observer.assigned(target, value);
      return;
    }
    case "targets":
      throw new ScriptError("syntax", "a tuple cannot be the target of an augmented assignment");
  }
}

function readIndex(machine: Machine, object: Value, key: Value): Value {
  if (typeof object === "object" && object?.kind === "dict") {
    const entry = object.entries.get(dictKey(machine, key));
    if (entry === undefined) throw new ScriptError("key-not-found", "KeyError: the dict has no such key");
    return entry.value;
  }
  if (typeof object === "object" && object?.kind === "layer") return layerAt(machine, object, key);
  return itemAt(machine, object, key);
}
