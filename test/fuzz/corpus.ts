import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expand, readHostileCases } from "../support/hostile-cases.js";
import { readCaseFolder } from "../support/markdown-cases.js";

const root = join(import.meta.dirname, "..", "..");
/** Longer scripts are cut: what they teach the mutators, shorter ones do too. */
const longest = 1500;

/** The repository's own scripts: tests', examples', benchmarks' and hostile ones. */
export function ownCorpus(): string[] {
  const folders = ["test/interpreter/scapy-recorded", "bench/scripts", "examples/scripts"];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".py"))
      .sort()
      .map((name) => readFileSync(join(root, folder, name), "utf8")),
  );
  const cases = readCaseFolder(join(root, "test", "interpreter")).flatMap(({ blocks }) =>
    blocks.flatMap(({ language, text }) => (language === "python" ? [text] : [])),
  );
  const hostile = readHostileCases(join(root, "test", "hostile"))
    .filter(({ notation }) => !/\* [0-9]{4,}⟧/.test(notation))
    .map(({ notation }) => expand(notation));
  return [...files, ...cases, ...hostile].map((script) => script.slice(0, longest));
}

/** Recorded answers of models, where a data folder has them. */
export function recordedCorpus(data: string | undefined): string[] {
  const file = data === undefined ? undefined : join(data, "paper", "scripts.jsonl");
  if (file === undefined || !existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { script: string }).script.slice(0, longest));
}
