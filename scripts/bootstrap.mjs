// What `npm run …` and `npm test` call. It needs Node and nothing else: it installs packages, builds and gets the Temporal
// dev server as far as that is not done yet, then does what was asked.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const needed = /** @type {const} */ ([20, 20]);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(`error: Wiretale needs Node ${needed.join(".")} or newer; this is ${process.version}`);
  console.error("hint: https://nodejs.org/en/download has installers; with nvm: nvm install 22");
  process.exit(3);
}

const { prepare, StepFailed } = await import("./prepare.mjs");
const { Interrupted, listenForInterrupt, runChild } = await import("./run-child.mjs");
const { developOnChange } = await import("./develop.mjs");

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const interrupt = listenForInterrupt();
const place = {
  root,
  signal: interrupt.signal,
  say: (/** @type {string} */ line) => void process.stderr.write(`wiretale: ${line}\n`),
};

/**
 * Scripts that write goldens and generated documents anew: path from the root, arguments after it.
 * @type {string[][]}
 */
const accepted = [["scripts/generate-docs.mjs"]];

/** @type {Record<string, { about: string, run(args: string[]): Promise<number> }>} */
const commands = {
  build: {
    about: "install packages and build, as far as needed",
    run: async () => {
      await prepare(place, { build: true });
      return 0;
    },
  },
  demo: {
    about: "a day in the life, from nothing to a capture; flags of `wiretale day` after --",
    run: async (args) => {
      await prepare(place, { build: true });
      return becomeWiretale(["day", "--new-run", ...args]);
    },
  },
  test: {
    about: "every test; arguments of vitest after --",
    run: async (args) => {
      await prepare(place, { build: true });
      const { statePaths } = await import(pathToFileURL(join(root, "dist/src/config/state-paths.js")).href);
      const server = await node(["dist/src/dev-server/prepare.js", statePaths(process.env).cache]);
      return server === 0 ? runTests(args) : server;
    },
  },
  "test:unit": {
    about: "the tests that need no Temporal server; arguments of vitest after --",
    run: async (args) => {
      await prepare(place, { build: false });
      return runTests(["--project", "unit", ...args]);
    },
  },
  chaos: {
    about: "kill processes at every stage and at random moments; --minutes N --seed S after --",
    run: async (args) => {
      await prepare(place, { build: true });
      for (const name of /** @type {const} */ (["minutes", "seed"])) {
        const at = args.indexOf(`--${name}`);
        if (at < 0) continue;
        process.env[`WIRETALE_CHAOS_${name.toUpperCase()}`] = args[at + 1];
        args.splice(at, 2);
      }
      return runTests(["--project", "chaos", ...args]);
    },
  },
  check: { about: "types, lint, format, bundles", run: check },
  fix: {
    about: "lint and format, mended where a tool can",
    run: async () => {
      await prepare(place, { build: false });
      const lint = await node(["node_modules/eslint/bin/eslint.js", "--fix", "."]);
      const format = await node([
        "node_modules/prettier/bin/prettier.cjs",
        "--write",
        "--log-level=warn",
        ".",
      ]);
      return Math.max(lint, format);
    },
  },
  accept: {
    about: "write goldens and generated documents anew, to be reviewed as a diff",
    run: async () => {
      await prepare(place, { build: true });
      for (const script of accepted) {
        const code = await node(script);
        if (code !== 0) return code;
      }
      return 0;
    },
  },
  conformance: {
    about: "recorded packet scripts beside real Scapy; a file of scripts, a file for the table after --",
    run: async (args) => {
      await prepare(place, { build: true });
      return node(["scripts/conformance.mjs", ...args]);
    },
  },
  bench: {
    about:
      "packets per second beside real Scapy, --rounds N --seconds S after --; or --memory over many scripts",
    run: (args) =>
      args.includes("--memory")
        ? program("bench/memory.ts", args, { build: false, flags: ["--expose-gc"] })
        : program("bench/interpreter.ts", args, { build: false }),
  },
  fuzz: {
    about: "packet scripts made to break the interpreter; --minutes N --seed S after --",
    run: (args) => program("test/fuzz/fuzz.ts", args, { build: false }),
  },
  "bench:captures": {
    about: "frames per second beside tshark and Scapy; --frames N --rounds N --capture FILE after --",
    run: (args) => program("bench/captures.ts", args, { build: false }),
  },
  "bench:day": {
    about: "what Temporal costs a day beside the same steps without it; --rounds N --delay MS after --",
    run: (args) => program("bench/day.ts", args, { build: true }),
  },
  "bench:days": {
    about: "many days at once, three of ten calls failing; --days N --waves N after --",
    run: (args) => program("bench/many-days.ts", args, { build: true }),
  },
  "bench:memory": {
    about: "memory that judging large and hostile captures takes; --megabytes N --case NAME after --",
    run: (args) => program("bench/check-memory.ts", args, { build: false }),
  },
  realism: {
    about:
      "Wiretale's days beside real ones, into docs/realism.md; --days N --seeds N --real FOLDER --keep FOLDER after --",
    run: (args) => program("bench/realism.ts", args, { build: false }),
  },
  "clean-days": {
    about:
      "what Wireshark and the strict profile say of Wiretale's days, beside real ones; --seeds N --others N --real FOLDER --keep FOLDER after --",
    run: (args) => program("bench/clean-days.ts", args, { build: true }),
  },
  "measure-hosts": {
    about:
      "what captures say of their hosts, beside what personas say: --host IP=PERSONA CAPTURE... after --",
    run: (args) => program("bench/measure-hosts.ts", args, { build: false }),
  },
  dev: {
    about: "Temporal dev server and worker in the foreground, restarted when a source changes",
    run: async () => developOnChange(place),
  },
};

/**
 * Runs one of our programs in TypeScript as it stands.
 * @param {string} file
 * @param {string[]} args
 * @param {{ build: boolean, flags?: string[] }} options `build`: it starts workers or commands, which are made from `dist`
 */
async function program(file, args, { build, flags = [] }) {
  await prepare(place, { build });
  return node([...flags, "--import", "./test/support/typescript-loader.mjs", file, ...args]);
}

/** @param {string[]} args */
async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), "wiretale-not-tested-"));
  const list = join(folder, "list.tsv");
  try {
    const code = await node(["node_modules/vitest/vitest.mjs", "run", ...args], {
      WIRETALE_NOT_TESTED_FILE: list,
    });
    showNotTested(list);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} list Lines of what, a tab, how to get it. */
function showNotTested(list) {
  const lines = existsSync(list) ? new Set(readFileSync(list, "utf8").split("\n").filter(Boolean)) : [];
  if ([...lines].length === 0) return;
  console.log("not tested:");
  for (const line of [...lines].sort()) console.log(`  ${line.replace("\t", ": ")}`);
}

async function check() {
  await prepare(place, { build: false });
  const compile = (/** @type {string} */ project) =>
    node(["node_modules/typescript/bin/tsc", "-p", project, "--noEmit"]);
  const steps = /** @type {const} */ ([
    ["types", () => compile("tsconfig.json")],
    ["types of the report page", () => compile("report-page/tsconfig.json")],
    ["lint", () => node(["node_modules/eslint/bin/eslint.js", "."])],
    ["format", () => node(["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."])],
    ["bundles", () => prepare(place, { build: true }).then(() => 0, failedStep)],
  ]);
  let worst = 0;
  for (const [name, run] of steps) {
    const code = await run();
    console.log(`check: ${name} ${code === 0 ? "passed" : "failed"}`);
    worst = Math.max(worst, code);
  }
  return worst;
}

/** @param {unknown} error */
function failedStep(error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(`error: ${error.message}`);
  return 1;
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function node(args, env = {}) {
  const { code } = await runChild(process.execPath, args, {
    cwd: root,
    signal: interrupt.signal,
    env: { ...process.env, ...env },
  });
  return code;
}

/**
 * Goes on as the `wiretale` command in this process, so that nothing stands between it and its signals.
 * @param {string[]} args
 * @returns {Promise<never>} It ends the process itself.
 */
async function becomeWiretale(args) {
  const main = join(root, "dist", "cli", "main.js");
  process.argv = [process.execPath, main, ...args];
  interrupt.letGo();
  await import(pathToFileURL(main).href);
  return new Promise(() => undefined);
}

function usage() {
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(14)} ${about}`);
  return `usage: node scripts/bootstrap.mjs COMMAND [ARGUMENT…]\n\n${lines.join("\n")}\n`;
}

/** @param {string[]} argv */
async function main([name = "", ...args]) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    process.stderr.write(usage());
    return 2;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof Interrupted) return 130;
    if (!(error instanceof StepFailed)) throw error;
    console.error(`error: ${error.message}`);
    return 3;
  }
}

process.exitCode = await main(process.argv.slice(2));
