import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/**
 * Who may import whom. Sources are read as text: what the linter and the workflow bundler refuse one by one, this table
 * says as a whole.
 */
const root = fileURLToPath(new URL("..", import.meta.url));

/** Folders whose *values* a folder may import besides its own; packages by name. Types may come from any folder of `src`. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "src/contracts": [],
  "src/wire": ["src/contracts"],
  "src/capture": ["src/contracts", "src/wire"],
  "src/flow": ["src/contracts", "src/wire", "src/capture"],
  "src/interpreter": ["src/contracts", "src/wire", "src/capture"],
  "src/personas": ["src/contracts", "src/wire", "src/capture", "src/interpreter"],
  "src/compare": ["src/contracts", "src/wire", "src/personas/random-stream", "ml-cart"],
  "src/validators": ["src/contracts", "src/wire", "src/capture", "src/flow"],
  "src/learned-facts": ["src/contracts", "src/wire", "src/flow", "src/validators"],
  "src/descriptions": ["src/contracts", "src/wire", "zod", "yaml"],
  "src/repair": ["src/contracts", "src/descriptions"],
  "src/timeline": [
    "src/contracts",
    "src/wire",
    "src/descriptions",
    "src/flow",
    "src/learned-facts",
    "src/personas",
  ],
  "src/experts": ["src/contracts", "src/descriptions", "src/repair"],
  "src/reference-writer": ["src/contracts", "src/descriptions"],
  "src/report": ["src/contracts", "src/wire", "src/flow", "src/capture"],
  "src/artifacts": ["src/contracts", "node:"],
  "src/llm": ["src/contracts", "node:", "openai", "zod"],
  "src/serve": ["src/contracts", "src/reference-writer", "node:", "zod"],
  "src/wireshark": ["src/contracts", "node:", "@goodtools/wiregasm"],
  "src/dev-server": ["src/contracts", "scripts", "node:", "@temporalio/client"],
  "src/config": ["src/contracts", "src/descriptions", "node:", "zod", "yaml"],
  "report-page": ["src/contracts", "src/wire", "src/report", "preact", "uplot"],
  workflows: ["src/contracts/names", "@temporalio/workflow"],
  activities: ["src", "node:", "@temporalio/activity", "@temporalio/common"],
  workers: ["src", "activities", "node:", "@temporalio/"],
  cli: [
    "src",
    "workers",
    "workflows/messages",
    "node:",
    "@temporalio/client",
    "@temporalio/common",
    "commander",
    "ora",
    "picocolors",
    "string-width",
    "yaml",
    "zod",
  ],
};

/** Pure folders take clock, randomness, disk and processes as arguments. */
const pure = [
  "contracts", "wire", "capture", "flow", "interpreter", "personas", "compare", "validators", "learned-facts", "descriptions",
  "repair", "experts", "reference-writer", "report",
].map((name) => `src/${name}`); // prettier-ignore

/** Words that reach outside a pure function. */
const impure = /\b(Date\.now|Math\.random|process\.|Buffer\b|setTimeout|setInterval|fetch\(|new Date\(\))/;

interface Source {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

const sources: readonly Source[] = Object.keys(allowed).flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
    .map((name) => {
      const path = join(folder, name).split(sep).join("/");
      return { path, folder, text: readFileSync(join(root, path), "utf8") };
    }),
);

/** What a source imports as values, folders relative to the root. `import type` statements are left out. */
function valueImports({ path, text }: Source): string[] {
  const specifiers = [...text.matchAll(/^\s*(?:import|export)\s(?!type\b)[^;]*?from\s+"([^"]+)"/gm)];
  const bare = [...text.matchAll(/^\s*import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm)];
  return [...specifiers.map((match) => match[1]), ...bare.map((match) => match[1] ?? match[2])]
    .filter((specifier) => specifier !== undefined)
    .map((specifier) =>
      specifier.startsWith(".")
        ? normalize(join(dirname(path), specifier))
            .split(sep)
            .join("/")
            .replace(/\.m?js$/, "")
        : specifier,
    );
}

function isAllowed(folder: string, imported: string): boolean {
  if (imported === folder || imported.startsWith(`${folder}/`)) return true;
  return (allowed[folder] ?? []).some(
    (entry) =>
      imported === entry ||
      imported.startsWith(entry.endsWith(":") || entry.endsWith("/") ? entry : `${entry}/`),
  );
}

describe("who may import whom", () => {
  it("finds the sources it judges", () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it("no folder imports values from where it may not", () => {
    const offences = sources.flatMap((source) =>
      valueImports(source)
        .filter((imported) => !isAllowed(source.folder, imported))
        .map(
          (imported) =>
            `${source.path} imports ${imported}: ${source.folder} may import ${(allowed[source.folder] ?? []).join(", ") || "nothing else"}`,
        ),
    );
    expect(offences).toEqual([]);
  });

  it("every folder of src has a row in the table", () => {
    const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const missing = folders.map((entry) => `src/${entry.name}`).filter((folder) => !(folder in allowed));
    expect(missing).toEqual([]);
  });

  it("pure folders reach for no clock, randomness or process", () => {
    const offences = sources
      .filter(({ folder }) => pure.includes(folder))
      .flatMap(({ path, text }) =>
        text
          .split("\n")
          .map((line, index) => ({ line, number: index + 1 }))
          .filter(({ line }) => !/^\s*(\*|\/\/|\/\*)/.test(line) && impure.test(line))
          .map(({ line, number }) => `${path}:${number}: ${line.trim()}`),
      );
    expect(offences).toEqual([]);
  });

  it("the interpreter never executes text", () => {
    const offences = sources
      .filter(
        ({ folder, text }) => folder === "src/interpreter" && /\beval\(|new Function|node:vm/.test(text),
      )
      .map(({ path }) => path);
    expect(offences).toEqual([]);
  });

  it("in workflows types are imported by whole statements, and only the clock of Temporal is used", () => {
    const offences = sources
      .filter(({ folder }) => folder === "workflows")
      .filter(
        ({ text }) => /import\s*\{[^}]*\btype\s/.test(text) || /process\.|Math\.random|node:/.test(text),
      )
      .map(({ path }) => path);
    expect(offences).toEqual([]);
  });

  it("there are no import cycles", () => {
    const byPath = new Map(sources.map((source) => [source.path.replace(/\.(ts|tsx|mjs)$/, ""), source]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (name: string, trail: readonly string[]): void => {
      if (trail.includes(name)) {
        cycles.push([...trail.slice(trail.indexOf(name)), name].join(" → "));
        return;
      }
      const source = byPath.get(name);
      if (source === undefined || done.has(name)) return;
      for (const imported of valueImports(source)) visit(imported, [...trail, name]);
      done.add(name);
    };
    for (const name of byPath.keys()) visit(name, []);
    expect(cycles).toEqual([]);
  });
});

// Keeps the helper honest about where the repository is.
it("reads this repository", () => {
  expect(relative(root, fileURLToPath(import.meta.url))).toBe(join("test", "architecture.test.ts"));
});
