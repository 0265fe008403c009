import { dirname, resolve } from "node:path";
import { configErrorOf, readYamlSource, type YamlSource } from "./yaml-file.js";
import { configSchema, pathKeys } from "./config-schema.js";

export type Tree = { readonly [key: string]: unknown };

/** Values of one origin: a file, the environment, the flags. A layer has only the keys it sets. */
export interface Layer {
  readonly value: Tree;
  /** Where the value at a key path was said. */
  sourceOf(path: readonly string[]): string;
}

/**
 * A configuration file as a layer, checked by itself so that errors name its lines. It need not have every key.
 * @throws ConfigError
 */
export function fileLayer(file: string): Layer {
  const source = readYamlSource(file);
  // An empty file, or one of comments alone, sets nothing.
  const value = source.value === null ? {} : source.value;
  const { issues = [] } = configSchema.safeParse(value).error ?? {};
  const faults = issues.filter((issue) => issue.code === "unrecognized_keys" || has(value, issue.path));
  if (faults.length > 0) throw configErrorOf({ ...source, value }, configSchema, faults);
  return {
    value: withAbsolutePaths(value as Tree, dirname(file)),
    sourceOf: (path) => source.placeOf(path),
  };
}

/** Values by key path, each with the name of the flag or variable that set it. */
export function namedLayer(
  values: readonly { path: readonly string[]; value: unknown; name: string }[],
): Layer {
  let value: Tree = {};
  for (const entry of values) value = merge(value, nest(entry.path, entry.value));
  return {
    value,
    sourceOf: (path) => values.find((entry) => entry.path.join(".") === path.join("."))?.name ?? "",
  };
}

/** The layers as one tree, later ones over earlier ones, and each leaf with its source. */
export function mergeLayers(
  layers: readonly Layer[],
): YamlSource & { readonly value: Tree; leaves(): Leaf[] } {
  const value = layers.reduce<Tree>((merged, layer) => merge(merged, layer.value), {});
  const sourceOf = (path: readonly PropertyKey[]): string => {
    const keys = path.map(String);
    return layers.findLast((layer) => has(layer.value, keys))?.sourceOf(keys) ?? "configuration";
  };
  return {
    file: "configuration",
    value,
    placeOf: sourceOf,
    placeOfKey: (path, key) => sourceOf([...path, key]),
    leaves: () => leavesOf(value, []).map((leaf) => ({ ...leaf, source: sourceOf(leaf.path) })),
  };
}

export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly source: string;
}

function leavesOf(value: unknown, path: readonly string[]): Omit<Leaf, "source">[] {
  if (!isTree(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function merge(under: Tree, over: Tree): Tree {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(under, key) ? under[key] : undefined;
    merged[key] = isTree(below) && isTree(value) ? merge(below, value) : value;
  }
  return merged;
}

function nest(path: readonly string[], value: unknown): Tree {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Tree;
}

function withAbsolutePaths(value: Tree, folder: string): Tree {
  return pathKeys.reduce((tree, path) => {
    const text = at(tree, path);
    return typeof text === "string" ? merge(tree, nest(path, resolve(folder, text))) : tree;
  }, value);
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isTree(inner) && Object.hasOwn(inner, key) ? inner[String(key)] : undefined),
    value,
  );
}

function has(value: unknown, path: readonly PropertyKey[]): boolean {
  return at(value, path) !== undefined || path.length === 0;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
