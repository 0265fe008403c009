import { z } from "zod";
import { suggest } from "./suggest.js";

export type Issue = z.core.$ZodIssue;

/** One fault of a file as a person wants to read it. */
export interface Fault {
  /** Where the value stands; with `key`, the map that has that key. */
  readonly path: readonly PropertyKey[];
  readonly key?: string;
  /** Key path, what was expected, what was found. */
  readonly text: string;
  readonly hint?: string;
}

/** Puts an issue of zod into words. `value` is the whole document the issue's path leads into. */
export function describeIssue(issue: Issue, value: unknown, schema: z.ZodType): Fault[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => unknownKey(path, key, known));
  }
  const received = valueAt(value, path);
  const at = formatKeyPath(path);
  if (received === undefined && path.length > 0) {
    return [{ path, text: `${at}: is missing; expected ${expectation(issue)}` }];
  }
  const word = typeof received === "string" && issue.code === "invalid_value" ? received : undefined;
  const meant = word === undefined ? undefined : suggest(word, choicesOf(issue));
  return [
    {
      path,
      text: `${at}: expected ${expectation(issue)}, received ${formatReceived(received)}`,
      ...(meant === undefined ? {} : { hint: `did you mean ${JSON.stringify(meant)}?` }),
    },
  ];
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): Fault {
  const meant = suggest(key, known);
  return {
    path,
    key,
    text: `${formatKeyPath([...path, key])}: unknown key`,
    ...(meant !== undefined
      ? { hint: `did you mean ${meant}?` }
      : known.length > 0
        ? { hint: `the keys here are ${known.join(", ")}` }
        : {}),
  };
}

/** `queues.experts.arp.concurrency`, `hosts[2].mac`; `the document` for the whole. */
export function formatKeyPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the document";
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`,
    )
    .join("");
}

const kindNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  tuple: "a list",
  null: "null",
};

function expectation(issue: Issue): string {
  // Messages of zod's own begin so; any other was written into a schema of ours, and says what is expected.
  if (issue.message !== "" && !/^(Invalid|Too|Unrecognized)\b/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return kindNames[issue.expected] ?? issue.expected;
    case "invalid_value":
      return choicesOf(issue).length === 1
        ? JSON.stringify(choicesOf(issue)[0])
        : `one of ${choicesOf(issue).join(", ")}`;
    case "too_small":
      return bound("at least", issue.minimum, issue.origin, issue.inclusive === false);
    case "too_big":
      return bound("at most", issue.maximum, issue.origin, issue.inclusive === false);
    case "invalid_union":
      return unionExpectation(issue);
    default:
      return issue.message;
  }
}

function unionExpectation(issue: z.core.$ZodIssueInvalidUnion): string {
  const choices = issue.errors.flatMap((branch) => branch.slice(0, 1).map((inner) => expectation(inner)));
  return choices.length === 0 ? issue.message : [...new Set(choices)].join(" or ");
}

function bound(word: string, limit: number | bigint, origin: string, exclusive: boolean): string {
  const unit = origin === "string" ? " characters" : origin === "array" ? " entries" : "";
  return `${exclusive ? (word === "at least" ? "more than" : "less than") : word} ${limit}${unit}`;
}

function choicesOf(issue: Issue): string[] {
  return issue.code === "invalid_value" ? issue.values.map(String) : [];
}

/**
 * At most eighty characters of what was found, quoted, so that nothing in it reaches the terminal raw; of a URL without the
 * part that may hold a password.
 */
export function formatReceived(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "a mapping";
  const shown = typeof value === "string" ? value.replace(/\/\/.*@/s, "//…@") : value;
  const text = JSON.stringify(shown) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[part];
  }
  return current;
}

/** The keys a schema allows at a path, as far as it says so. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const part of [...path, undefined]) {
    current = unwrapped(current);
    if (part === undefined) break;
    if (current instanceof z.ZodObject) current = (current.shape as Record<PropertyKey, unknown>)[part];
    else if (current instanceof z.ZodArray) current = current.element;
    else if (current instanceof z.ZodRecord) current = current.valueType;
    else return [];
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrapped(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? unwrapped(schema.in) : schema;
}
