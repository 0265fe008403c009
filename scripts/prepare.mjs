// Brings packages and build up to date, once for however many processes ask at the same time. Each step leaves its stamp
// last: a step that was interrupted has none, and is done again.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { acquireLock } from "./file-lock.mjs";
import { runChild } from "./run-child.mjs";

/**
 * @typedef {object} Place
 * @property {string} root The repository.
 * @property {AbortSignal} signal
 * @property {(line: string) => void} say Progress, for people.
 */

/** A step failed and has already shown why. */
export class StepFailed extends Error {}

export const sourceFolders = ["src", "workflows", "activities", "workers", "cli", "report-page"];
const sourceFiles = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "scripts/file-lock.mjs",
  "scripts/tether.mjs",
  "scripts/build-workflow-bundle.mjs",
  "scripts/build-report-page.mjs",
];

/** What is made of the compiled sources, or of others: by which script, where it lies, what it is called. */
const bundles = [
  {
    script: "scripts/build-workflow-bundle.mjs",
    made: "dist/workflow-bundle.js",
    what: "the workflow bundle",
  },
  { script: "scripts/build-report-page.mjs", made: "dist/report-page.json", what: "the report page" },
];

/**
 * Installs packages and builds, as far as either is needed.
 * @param {Place} place
 * @param {{ build: boolean }} wanted
 */
export async function prepare(place, wanted) {
  const { root, signal, say } = place;
  if (isInstalled(root) && (!wanted.build || isBuilt(root))) return;
  const lock = await acquireLock(join(root, ".bootstrap.lock"), {
    purpose: "installing and building",
    signal,
    onWait: (owner) => say(`waiting for process ${owner.pid}, which is ${owner.purpose} …`),
  });
  try {
    if (!isInstalled(root)) await install(place);
    if (wanted.build && !isBuilt(root)) await build(place);
  } finally {
    lock.release();
  }
}

/** @param {string} root */
function isInstalled(root) {
  // npm writes this file last, with what it installed.
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const stamp = readIfThere(installStamp(root));
  return stamp === lockDigest(root) || isNewer(installed, join(root, "package-lock.json"));
}

/** @param {Place} place */
async function install({ root, signal, say }) {
  const started = Date.now();
  say("installing packages (npm ci) …");
  // Under `npm run` this is the very npm that runs us.
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } =
    npm !== undefined && npm.endsWith(".js")
      ? await runChild(process.execPath, [npm, ...args], { cwd: root, signal, quiet: true })
      : await runChild("npm", args, { cwd: root, signal, quiet: true });
  if (code !== 0) {
    process.stderr.write(output);
    throw new StepFailed("npm ci failed; what it said is above");
  }
  writeFileSync(installStamp(root), lockDigest(root));
  say(`packages installed in ${seconds(started)}`);
}

/** @param {string} root */
function isBuilt(root) {
  return (
    readIfThere(buildStamp(root)) === sourcesDigest(root) &&
    bundles.every(({ made }) => existsSync(join(root, made)))
  );
}

/** @param {Place} place */
async function build({ root, signal, say }) {
  const started = Date.now();
  const digest = sourcesDigest(root);
  say("building …");
  // Without a stamp the last build did not finish: what the compiler remembers of it is not to be trusted.
  if (!existsSync(buildStamp(root))) rmSync(join(root, "dist/.tsbuildinfo"), { force: true });
  rmSync(buildStamp(root), { force: true });
  const compiler = join("node_modules", "typescript", "bin", "tsc");
  const compiled = await runChild(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: root,
    signal,
  });
  if (compiled.code !== 0) throw new StepFailed("the sources do not compile; the errors are above");
  for (const { script, what } of bundles) {
    const bundled = await runChild(process.execPath, [script], { cwd: root, signal });
    if (bundled.code !== 0) throw new StepFailed(`${what} could not be built; the reason is above`);
  }
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(buildStamp(root), digest);
  say(`built in ${seconds(started)}`);
}

/**
 * A digest of everything the build reads, by content: a checkout that touches files without changing them builds nothing.
 * @param {string} root
 */
export function sourcesDigest(root) {
  const hash = createHash("sha256");
  const found = sourceFolders.flatMap((folder) => filesUnder(root, folder));
  for (const path of [...sourceFiles, ...found].sort()) {
    hash
      .update(`${path}\0`)
      .update(readIfThere(join(root, path)) ?? "absent")
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function filesUnder(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesUnder(root, path);
    return entry.isFile() && /\.(ts|tsx|mts|js|mjs|json|css)$/.test(entry.name) ? [path] : [];
  });
}

/** @param {string} root */
const installStamp = (root) => join(root, "node_modules", ".wiretale-installed");
/** @param {string} root */
const buildStamp = (root) => join(root, "dist", ".build-stamp");

/** @param {string} root */
function lockDigest(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/**
 * @param {string} path
 * @param {string} than
 */
function isNewer(path, than) {
  return statSync(path).mtimeMs >= statSync(than).mtimeMs;
}

/** @param {string} path */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** @param {number} since Milliseconds since the epoch. */
export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
