import { stat } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { UsageError } from "../src/contracts/errors.js";
import type { CheckReport } from "../src/report/check-report.js";
import type { CaptureRecorder } from "../src/report/page/capture-recorder.js";
import { checkPage } from "../src/report/page/check-page.js";
import { pageHtml, type PageAssets } from "../src/report/page/page-html.js";
import type { CaptureInput } from "./capture-input.js";
import type { CliContext } from "./context.js";
import { explainRule } from "./explain-finding.js";
import { standardInput } from "./input-files.js";
import { claimOutput, writeOutput, type OutputFile } from "./output-files.js";
import { loadPageAssets } from "./page-assets.js";

/** Where the pages of a check go, settled before any capture is read. */
export interface CheckPages {
  readonly files: readonly OutputFile[];
  readonly assets: PageAssets;
}

/**
 * A file for the page of each capture: `out` itself for one capture; for several, or where `out` is a folder, files in it
 * that are named for the captures.
 * @throws UsageError where a page is there already and `force` is not given
 */
export async function claimPages(
  out: string,
  inputs: readonly CaptureInput[],
  force: boolean,
  context: CliContext,
): Promise<CheckPages> {
  const assets = await loadPageAssets();
  const path = resolve(context.cwd, out);
  const isFolder =
    out.endsWith("/") ||
    out.endsWith(sep) ||
    (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (inputs.length > 1 && !isFolder && /\.html?$/iu.test(out)) {
    throw new UsageError(
      `--html ${out}: there are ${inputs.length} captures, and each has a page of its own`,
      "name a folder for them, such as `--html pages/`",
    );
  }
  const names = inputs.length > 1 || isFolder ? pageNames(inputs).map((name) => join(out, name)) : [out];
  const files: OutputFile[] = [];
  for (const name of names) files.push(await claimOutput(name, force, context));
  return { files, assets };
}

/** `capture.html` for `day/capture.pcap`; where two captures have the same name, the later one gets a number. */
function pageNames(inputs: readonly CaptureInput[]): readonly string[] {
  const taken = new Set<string>();
  return inputs.map(({ file }) => {
    const stem = file === standardInput ? "standard-input" : basename(file).replace(/\.[a-z]+$/iu, "");
    let name = `${stem}.html`;
    for (let number = 2; taken.has(name); number += 1) name = `${stem}-${number}.html`;
    taken.add(name);
    return name;
  });
}

/** Writes the page of the capture that stands at `index`. Answers its path. */
export async function writeCheckPage(
  { files, assets }: CheckPages,
  index: number,
  report: CheckReport,
  recorder: CaptureRecorder,
): Promise<string | undefined> {
  const file = files[index];
  if (file === undefined) return undefined;
  const page = checkPage(report, recorder.finish(), { explain: explainRule, wiretale: assets.version });
  await writeOutput(file, new TextEncoder().encode(pageHtml(page, assets)));
  return file.path;
}
