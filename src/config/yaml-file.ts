import { readFileSync } from "node:fs";
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { ConfigError } from "../contracts/errors.js";
import { describeIssue, type Issue } from "./describe-issue.js";

/** Larger files are refused before they are parsed, octets. */
const maxFileSize = 1_000_000;

/** A parsed YAML file that can still tell where each value stands. */
export interface YamlSource {
  /** As shown to the user. */
  readonly file: string;
  /** Plain JSON-like value. */
  readonly value: unknown;
  /** `file:line:column` of the value at a key path, or of the nearest thing around it that exists. */
  placeOf(path: readonly PropertyKey[]): string;
  /** The same for a key itself. */
  placeOfKey(path: readonly PropertyKey[], key: string): string;
}

/**
 * Reads a YAML file.
 * @throws ConfigError when it is missing, too large or not YAML, naming line and column
 */
export function readYamlSource(file: string): YamlSource {
  return parseYamlSource(readTextFile(file), file);
}

/** The text of a file that configuration is read from. */
export function readTextFile(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      missing ? `${file}: there is no such file` : `${file}: cannot be read: ${reason}`,
      "check the path; relative ones start at the current folder",
      cause,
    );
  }
  if (bytes.length > maxFileSize) {
    throw new ConfigError(`${file}: ${bytes.length} octets; at most ${maxFileSize} are read`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ConfigError(`${file}: is not UTF-8 text`, undefined, cause);
  }
}

/** Parses YAML that came from anywhere; `file` is what errors call it. */
export function parseYamlSource(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const fault = document.errors[0];
  if (fault !== undefined) {
    throw new ConfigError(`${at(fault.pos[0])}: not valid YAML: ${fault.message}`, undefined, fault);
  }
  let value: unknown;
  try {
    // Aliases are bounded, so a small file cannot unfold into a huge value.
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new ConfigError(
      `${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
      undefined,
      cause,
    );
  }
  const startOf = (node: Node | undefined): string => at(node?.range?.[0] ?? 0);
  return {
    file,
    value,
    placeOf: (path) => startOf(nearestNode(document, path)),
    placeOfKey: (path, key) => startOf(keyNode(document, path, key) ?? nearestNode(document, path)),
  };
}

/**
 * Reads a YAML file and checks it against a schema: for configuration, scenarios, endpoints, personas alike.
 * @throws ConfigError naming file, line, column, key path, what was expected and what was found, for every fault
 */
export function readYamlFile<T>(file: string, schema: z.ZodType<T>): T {
  return checkYaml(readYamlSource(file), schema);
}

/** As `readYamlFile`, of text already read. */
export function checkYaml<T>(source: YamlSource, schema: z.ZodType<T>): T {
  const result = schema.safeParse(source.value);
  if (result.success) return result.data;
  throw configErrorOf(source, schema, result.error.issues);
}

/** One ConfigError that lists every issue, each with its place. */
export function configErrorOf(source: YamlSource, schema: z.ZodType, issues: readonly Issue[]): ConfigError {
  const faults = issues.flatMap((issue) => describeIssue(issue, source.value, schema));
  const lines = faults.map((fault) => {
    const place =
      fault.key === undefined ? source.placeOf(fault.path) : source.placeOfKey(fault.path, fault.key);
    return `${place}: ${fault.text}`;
  });
  return new ConfigError(lines.join("\n"), faults.find((fault) => fault.hint !== undefined)?.hint);
}

function nearestNode(document: Document, path: readonly PropertyKey[]): Node | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node;
  }
  return document.contents ?? undefined;
}

function keyNode(document: Document, path: readonly PropertyKey[], key: string): Node | undefined {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map)) return undefined;
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isNode(pair?.key) ? pair.key : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "range" in value;
}
