// Bundles the sources of the report page into one script and one style sheet, which every report.html carries: the page must
// work from disk, with no network. Also tells how old the last bundle is, for tests that run from sources.

import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(root, "dist", "report-page.json");

/** Libraries whose code stands in the page: the MIT licence asks that its text goes with them. */
const libraries = ["preact", "uplot"];

/** Folders the page is made of. */
const sources = ["report-page", "src/report", "src/wire", "src/contracts"];

/** Builds the bundle; `PageAssets` of `src/report/page/page-html.ts` is its form. */
export async function buildReportPage() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["report-page/main.tsx"],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    jsx: "automatic",
    jsxImportSource: "preact",
    tsconfig: "report-page/tsconfig.json",
    outdir: "dist",
    legalComments: "none",
    logLevel: "warning",
  });
  const text = (/** @type {string} */ ending) =>
    result.outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? "";
  const script = `${licences()}\n${text(".js")}`;
  const style = text(".css");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const assets = { version, script, style, scriptDigest: digest(script), styleDigest: digest(style) };
  mkdirSync(dirname(bundle), { recursive: true });
  const temporary = `${bundle}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(assets));
  renameSync(temporary, bundle);
}

/** Builds it where there is none, or one that is older than a source. */
export async function ensureReportPage() {
  if (!existsSync(bundle) || statSync(bundle).mtimeMs < newestSource()) await buildReportPage();
}

function newestSource() {
  const times = sources.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|tsx|css)$/.test(name))
      .map((name) => statSync(join(root, folder, name)).mtimeMs),
  );
  return Math.max(...times, statSync(fileURLToPath(import.meta.url)).mtimeMs);
}

function licences() {
  const texts = libraries.map((name) => {
    const folder = join(root, "node_modules", name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${name} ${version}\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}`;
  });
  return `/*\nWiretale's report page, with these libraries in it:\n\n${texts.join("\n\n")}\n*/`;
}

/** @param {string} text */
function digest(text) {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildReportPage();
