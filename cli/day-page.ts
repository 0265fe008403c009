import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import { decodePcap } from "../src/capture/pcap.js";
import { flowFramesOf } from "../src/flow/flow-frames-of.js";
import type { FrameLabel } from "../src/report/labels.js";
import { CaptureRecorder } from "../src/report/page/capture-recorder.js";
import type { ReportPage } from "../src/report/page/report-page.js";
import { runPage, type AttemptTexts } from "../src/report/page/run-page.js";
import { runSubject } from "../src/report/page/run-subject.js";
import type { RunReport } from "../src/report/run-report.js";
import { explainRule } from "./explain-finding.js";
import { judgementIn, lastMessage, storedText } from "./stored-attempt.js";

/** The page of a completed run, put together from what the run left: no part of it is kept anywhere else. */
export async function dayPage(
  report: RunReport,
  captureBytes: Uint8Array,
  labelLines: string,
  store: ArtifactStore,
): Promise<ReportPage> {
  const decoded = decodePcap(captureBytes);
  const recorder = new CaptureRecorder();
  if (decoded.ok) for (const frame of flowFramesOf(decoded.value.capture)) recorder.observe(frame);
  const capture = recorder.finish(runSubject(report).hosts);
  return runPage(report, capture, {
    // Written by our own worker from `buildLabels`, a line for each frame.
    labels: labelLines
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as FrameLabel),
    attempts: await attemptTexts(report, store),
    explain: explainRule,
  });
}

async function attemptTexts(
  { conversations }: RunReport,
  store: ArtifactStore,
): Promise<readonly AttemptTexts[]> {
  const attempts = conversations.flatMap(({ conversation, attempts: records }) =>
    records.map((record) => ({ conversation, record })),
  );
  return Promise.all(
    attempts.map(async ({ conversation, record }) => ({
      conversation,
      record,
      asked: lastMessage(await storedText(record.prompt, store)),
      answered: await storedText(record.answer, store),
      script: await storedText(record.script, store),
      judgement: judgementIn(await storedText(record.judgement, store)),
    })),
  );
}
