import tseslint from "typescript-eslint";

/** @param {string[]} group @param {string} message */
const refuse = (group, message) => ({ group, message });

const noCli = refuse(["**/cli/**"], "cli/ is the outermost layer: nothing imports it.");
const noOuter = refuse(
  ["@temporalio/*", "**/activities/**", "**/workflows/**", "**/workers/**", "**/cli/**"],
  "src/ is a library that knows nothing of Temporal, nor of those who use it.",
);
const noEffects = refuse(
  [
    "node:*",
    "openai",
    "yaml",
    "zod",
    "@goodtools/*",
    "**/{artifacts,llm,serve,wireshark,dev-server,config}/**",
  ],
  "This folder is pure: clock, randomness, disk, network and model are passed in.",
);

/** Folders of src/ that hold effects: they import contracts (and wire, capture for types), never each other. */
const effectFolders = ["artifacts", "llm", "serve", "wireshark", "dev-server", "config"];
/** Pure folders, each with the pure folders it may import besides contracts (and its own files). */
const pureFolders = {
  contracts: [],
  wire: [],
  capture: ["wire"],
  flow: ["wire", "capture"],
  interpreter: ["wire", "flow", "capture"],
  personas: ["wire", "flow", "interpreter"],
  validators: ["wire", "flow", "capture", "descriptions"],
  compare: ["wire", "personas"],
  "learned-facts": ["wire", "flow", "validators"],
  descriptions: ["wire"],
  experts: ["descriptions", "repair"],
  "reference-writer": ["descriptions"],
  repair: ["wire", "flow", "capture", "interpreter", "validators", "descriptions"],
  report: [
    "wire",
    "flow",
    "capture",
    "interpreter",
    "validators",
    "descriptions",
    "experts",
    "learned-facts",
    "repair",
  ],
};

/**
 * @param {string[]} files
 * @param {{ group: string[], message: string }[]} patterns
 * @returns {{ files: string[], rules: { "no-restricted-imports": ["error", { patterns: object[] }] } }}
 */
const imports = (files, patterns) => ({ files, rules: { "no-restricted-imports": ["error", { patterns }] } });

/** @param {string} folder @param {string[]} allowed */
function pureFolder(folder, allowed) {
  const others = Object.keys(pureFolders).filter(
    (other) => ![folder, "contracts", ...allowed].includes(other),
  );
  const order = refuse(
    others.map((other) => `../**/${other}/**`),
    "The pure folders have an order: contracts, wire, capture and flow, interpreter, personas and validators, report.",
  );
  // Schemas of scenarios and endpoints are values of descriptions/; zod has no effects.
  const effects =
    folder === "descriptions"
      ? { ...noEffects, group: noEffects.group.filter((name) => name !== "zod") }
      : noEffects;
  return imports([`src/${folder}/**/*.ts`], [effects, noOuter, order]);
}

const impureGlobals = [
  "process",
  "Buffer",
  "fetch",
  "setTimeout",
  "setInterval",
  "performance",
  "crypto",
  "console",
].map((name) => ({
  name,
  message: "This folder is pure: what the machine knows is passed in.",
}));
const impureCalls = [
  { object: "Date", property: "now", message: "Pure: the time is passed in." },
  { object: "Math", property: "random", message: "Pure: randomness is a seeded stream that is passed in." },
];

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "wiretale-out/"] },
  {
    files: ["**/*.{ts,tsx,js,mjs}"],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/ban-ts-comment": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "no-empty": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "Use an `as const` table: unknown numbers must survive." },
      ],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    ignores: ["*.config.ts"],
    rules: {
      "no-restricted-exports": [
        "error",
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
    },
  },
  ...Object.entries(pureFolders).map(([folder, allowed]) => pureFolder(folder, allowed)),
  {
    files: Object.keys(pureFolders).map((folder) => `src/${folder}/**/*.ts`),
    rules: {
      "no-restricted-globals": ["error", ...impureGlobals],
      "no-restricted-properties": ["error", ...impureCalls],
    },
  },
  ...effectFolders.map((folder) =>
    imports(
      [`src/${folder}/**/*.ts`],
      [
        // The dev server must be asked whether it answers, which only Temporal's own client can do.
        folder === "dev-server"
          ? { ...noOuter, group: noOuter.group.filter((name) => name !== "@temporalio/*") }
          : noOuter,
        refuse(
          effectFolders.filter((other) => other !== folder).map((other) => `../**/${other}/**`),
          "Folders with effects do not import each other: workers/ and cli/ put them together.",
        ),
      ],
    ),
  ),
  {
    files: ["workflows/**/*.ts"],
    rules: {
      // Whole-statement `import type`: an inline `type` may leave the import itself in the bundle.
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              // Any package but one, our activities, and all of src/ but its names.
              regex: String.raw`^(?!@temporalio/workflow$)[^.]|/activities/|/src/(?!contracts/names\.js$)`,
              allowTypeImports: true,
              message:
                "Workflows are deterministic: values come from @temporalio/workflow, siblings and src/contracts/names.",
            },
          ],
        },
      ],
    },
  },
  imports(
    ["activities/**/*.ts"],
    [
      noCli,
      refuse(
        ["**/workflows/**", "**/workers/**"],
        "Activities are called by workflows and put together by workers; they know neither.",
      ),
      refuse(
        ["@temporalio/*", "!@temporalio/activity", "!@temporalio/common"],
        "Activities see @temporalio/activity and /common only.",
      ),
    ],
  ),
  imports(["workers/**/*.ts"], [noCli]),
  imports(
    ["report-page/**/*.{ts,tsx}"],
    [
      noOuter,
      noEffects,
      refuse(
        Object.keys(pureFolders)
          .filter((folder) => !["contracts", "wire", "report"].includes(folder))
          .map((folder) => `**/src/${folder}/**`),
        "The page shows what src/report has worked out, and decodes octets; it judges nothing.",
      ),
    ],
  ),
  imports(
    ["cli/**/*.ts"],
    [refuse(["**/activities/**"], "The command line speaks to activities through workflows.")],
  ),
);
