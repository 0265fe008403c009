import type { ScriptObserver } from "./machine.js";
import { parse } from "./parse.js";
import type { Limits } from "./limits.js";
import { showValue } from "./show-value.js";
import type { Statement } from "./syntax-tree.js";
import type { Node, Program, Target } from "./tree.js";
import type { Value } from "./values.js";
import type { SourceMap } from "./diagnostic.js";

/** What one line of a script did while it ran; a line that runs often did it that often. */
export interface TracedLine {
  /** From 1, in the script after clean-up: where the assignment, or the call of `time.sleep`, begins. */
  readonly line: number;
  /** The first `mostEvents` of them, in their order; fewer once all lines together have filled `mostCharacters`. */
  readonly values: readonly TracedValue[];
  /** How many assignments more there were. */
  readonly moreValues: number;
  readonly sleeps: readonly TracedSleep[];
  readonly moreSleeps: number;
}

export interface TracedValue {
  /** What was assigned to, as written: `x`, `pkt_1[IP].ttl`, `table['a']`. */
  readonly name: string;
  /** As Python shows it, at most `valueLength` characters, not escaped for a terminal. */
  readonly value: string;
}

export interface TracedSleep {
  readonly seconds: number;
  /** Virtual time afterwards: seconds since the epoch. */
  readonly timeSeconds: number;
}

/** How a script ran, line by line. */
export interface ScriptTrace {
  /** Lines that did something, ascending. */
  readonly lines: readonly TracedLine[];
  /** Lines on which a statement begins, ascending: a statement goes on up to the next. */
  readonly statementLines: readonly number[];
}

/** Of each line: a loop assigns as often as it turns. */
export const mostEvents = 20;
export const valueLength = 300;
/** Of all values of a script together. */
export const mostCharacters = 4_000_000;

interface LineRecord {
  readonly line: number;
  readonly values: TracedValue[];
  moreValues: number;
  readonly sleeps: TracedSleep[];
  moreSleeps: number;
}

/** Watches a run. What it keeps is bounded by the number of lines, and a value is written down as it is at the moment. */
export class Tracer implements ScriptObserver {
  readonly #map: SourceMap;
  /** By the offset of what happened: the same place in a loop is looked up once. */
  readonly #byOffset = new Map<number, LineRecord>();
  readonly #byLine = new Map<number, LineRecord>();

  readonly #variables: Program["variables"];
  #characters = 0;

  constructor(map: SourceMap, variables: Program["variables"]) {
    this.#map = map;
    this.#variables = variables;
  }

  assigned(target: Target, value: Value): void {
    if (target.kind === "targets") return;
    // A comprehension's own variable.
    if (target.kind === "slot" && !this.#variables.has(target.slot)) return;
    const record = this.#at(target.start);
    if (record.values.length >= mostEvents || this.#characters > mostCharacters) {
      record.moreValues += 1;
      return;
    }
    const shown = { name: nameOf(target), value: showValue(value, valueLength) };
    this.#characters += shown.name.length + shown.value.length;
    record.values.push(shown);
  }

  slept(offset: number, seconds: number, timeSeconds: number): void {
    const record = this.#at(offset);
    if (record.sleeps.length >= mostEvents) record.moreSleeps += 1;
    else record.sleeps.push({ seconds, timeSeconds });
  }

  lines(): readonly TracedLine[] {
    return [...this.#byLine.values()].sort((left, right) => left.line - right.line);
  }

  #at(offset: number): LineRecord {
    const known = this.#byOffset.get(offset);
    if (known !== undefined) return known;
    const line = this.#map.line(offset);
    const record = this.#byLine.get(line) ?? { line, values: [], moreValues: 0, sleeps: [], moreSleeps: 0 };
    this.#byLine.set(line, record);
    this.#byOffset.set(offset, record);
    return record;
  }
}

/** Lines on which the statements of a script begin, those within blocks too. */
export function statementLines(source: string, map: SourceMap, limits: Limits): readonly number[] {
  const lines = new Set<number>();
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      lines.add(map.line(statement.start));
      if (statement.kind === "for") visit(statement.body);
      if (statement.kind === "if") for (const { body } of statement.branches) visit(body);
      if (statement.kind === "for" || statement.kind === "if") visit(statement.otherwise ?? []);
    }
  };
  visit(parse(source, limits).statements);
  return [...lines].sort((left, right) => left - right);
}

const longestName = 80;

/** A target as it is written, as far as it is made of names, fields and constants. */
function nameOf(target: Target): string {
  const text = target.kind === "targets" ? "…" : textOf(target, 0);
  return text.length > longestName ? `${text.slice(0, longestName - 1)}…` : text;
}

function textOf(node: Target | Node, depth: number): string {
  if (depth > 20) return "…";
  switch (node.kind) {
    case "slot":
      return node.name;
    case "attribute":
      return `${textOf(node.object, depth + 1)}.${node.name}`;
    case "index":
      return `${textOf(node.object, depth + 1)}[${textOf(node.index, depth + 1)}]`;
    case "constant":
      return typeof node.value === "object" && node.value?.kind === "layer-class"
        ? node.value.spec.name
        : showValue(node.value, longestName);
    default:
      return "…";
  }
}
