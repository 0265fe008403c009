import { join, resolve } from "node:path";
import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import { writeDurably } from "../src/artifacts/durable-file.js";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { AttemptRecord, DayResult } from "../src/contracts/day.js";
import { pageHtml } from "../src/report/page/page-html.js";
import type { ReportPage } from "../src/report/page/report-page.js";
import type { RunReport } from "../src/report/run-report.js";
import { dayPage } from "./day-page.js";
import { writeOutput, type OutputFile } from "./output-files.js";
import { loadPageAssets } from "./page-assets.js";

/** What a completed run left on this machine; every path is absolute. */
export interface DayOutputs {
  readonly capture: string;
  readonly labels: string;
  readonly reportPath: string;
  readonly report: RunReport;
  /** The report page, and what it shows. */
  readonly pagePath: string;
  readonly page: ReportPage;
  readonly scripts: readonly WrittenScript[];
}

export interface WrittenScript {
  readonly path: string;
  /** For `run-script --seed`. */
  readonly seed: number;
  readonly expert: string;
  readonly attempt: number;
}

/** `./wiretale-out/<workflow id>` unless `--out-dir` names a folder; ids hold no separators but those of our own. */
export function outputFolder(cwd: string, workflowId: string, outDir: string | undefined): string {
  if (outDir !== undefined) return resolve(cwd, outDir);
  return join(cwd, "wiretale-out", workflowId.replaceAll(/[^A-Za-z0-9._-]/gu, "_"));
}

/** Copies a run from the store: into the folder, and the capture to `out` too. Whole files or none, so it may be repeated. */
export async function copyDayOutputs(
  result: DayResult,
  store: ArtifactStore,
  folder: string,
  out: OutputFile | undefined,
): Promise<DayOutputs> {
  const copy = createCopier(store, folder);
  const captureBytes = await store.get(result.capture);
  const reportBytes = await store.get(result.report);
  const inFolder = await copy("capture.pcap", result.capture);
  const labels = await copy("labels.jsonl", result.labels);
  const reportPath = await copy("report.json", result.report);
  const scripts: WrittenScript[] = [];
  for (const { expert, conversation = expert, attempt, seed, script } of result.scripts) {
    const path = await copy(`scripts/${conversation}-${attempt}.py`, script);
    scripts.push({ path, seed, expert, attempt });
  }
  if (out !== undefined) await writeOutput(out, captureBytes);
  const decoder = new TextDecoder();
  // Written by our own worker from `buildRunReport`.
  const report = JSON.parse(decoder.decode(reportBytes)) as RunReport;
  const page = await dayPage(report, captureBytes, decoder.decode(await store.get(result.labels)), store);
  const pagePath = join(folder, "report.html");
  const html = pageHtml(page, await loadPageAssets());
  await writeDurably(pagePath, new TextEncoder().encode(html), { replace: true });
  return { capture: out?.path ?? inFolder, labels, reportPath, report, pagePath, page, scripts };
}

/** What failed drafts left: script, answer and judgement of each, to look into. Answers the folder. */
export async function copyFailedAttempts(
  attempts: readonly (AttemptRecord & { readonly conversation: string })[],
  store: ArtifactStore,
  folder: string,
): Promise<readonly WrittenScript[]> {
  const copy = createCopier(store, folder);
  const scripts: WrittenScript[] = [];
  for (const { conversation, attempt, scriptSeed, script, answer, judgement } of attempts) {
    const stem = `scripts/${conversation}-${attempt}`;
    await copy(`${stem}.answer.txt`, answer);
    await copy(`${stem}.judgement.json`, judgement);
    scripts.push({ path: await copy(`${stem}.py`, script), seed: scriptSeed, expert: conversation, attempt });
  }
  return scripts;
}

function createCopier(store: ArtifactStore, folder: string) {
  return async (name: string, ref: ArtifactRef): Promise<string> => {
    const path = join(folder, name);
    await writeDurably(path, await store.get(ref), { replace: true });
    return path;
  };
}
