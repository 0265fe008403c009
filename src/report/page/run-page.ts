import type { AttemptRecord, ConversationName, Judgement } from "../../contracts/day.js";
import { embeddedBaseUrl, referenceModel, type ResolvedExpert } from "../../contracts/expert.js";
import { countSeverities } from "../../contracts/finding.js";
import { judgedFindings } from "../check-report.js";
import type { FrameLabel } from "../labels.js";
import type { RunReport } from "../run-report.js";
import type { CaptureData } from "./capture-data.js";
import { findingGroupsData } from "./finding-groups-data.js";
import type {
  ExplainRule,
  FrameOrigin,
  JudgeData,
  ReportPage,
  RunAttempt,
  RunConversation,
  RunData,
  WriterData,
} from "./report-page.js";
import { runSubject, type RunSubject } from "./run-subject.js";
import { countProtocols, describeCapture, describeJudges, worstOf } from "./summary.js";

/** What the store keeps of an attempt, as text. */
export interface AttemptTexts {
  readonly conversation: ConversationName;
  readonly record: AttemptRecord;
  /** The last message it was asked with. */
  readonly asked: string;
  readonly answered: string;
  readonly script: string;
  readonly judgement: Partial<Judgement>;
}

/** The page of a completed run: what it left, all of it. */
export function runPage(
  report: RunReport,
  capture: CaptureData,
  {
    labels,
    attempts,
    explain,
  }: {
    readonly labels: readonly FrameLabel[];
    readonly attempts: readonly AttemptTexts[];
    readonly explain: ExplainRule;
  },
): ReportPage {
  const judges = runJudges(report);
  const protocols = countProtocols(capture);
  const subject = runSubject(report);
  return {
    version: 1,
    wiretale: report.versions.wiretale,
    title: subject.title,
    summary: `${subject.sentence} ${describeCapture(capture, protocols)} ${describeJudges(judges)}`,
    worst: worstOf(judges),
    judges,
    protocols,
    ...findingGroupsData(report.findings, judgedFindings(report.findings).countsByRule, explain),
    capture,
    run: runData(report, subject, labels, attempts),
  };
}

function runJudges({ findings, versions }: RunReport): readonly JudgeData[] {
  const countsOf = (source: "wiretale" | "wireshark") =>
    countSeverities(findings.filter((finding) => finding.source === source));
  const { name, version } = versions.dissector;
  return [
    { name: "Wiretale", detail: "profile generated", counts: countsOf("wiretale") },
    // A run without Wireshark says why in place of the version.
    name === "none"
      ? { name: "Wireshark", missing: version }
      : { name: "Wireshark", detail: `${version} by ${name}`, counts: countsOf("wireshark") },
  ];
}

function runData(
  report: RunReport,
  { given }: RunSubject,
  labels: readonly FrameLabel[],
  attempts: readonly AttemptTexts[],
): RunData {
  const { workflowId, runId, seed, versions, digests, costUsd, learned, counts, usage, steps } = report;
  return {
    workflowId,
    runId,
    seed,
    versions,
    digests,
    costUsd,
    writers: Object.values(report.request.experts).map(writerData),
    given,
    learned,
    counts,
    usage,
    steps,
    conversations: report.conversations.map(({ conversation, outcome, summary }): RunConversation => ({
      conversation,
      outcome,
      description: summary,
      attempts: attempts.filter((attempt) => attempt.conversation === conversation).map(attemptData),
    })),
    origins: labels.map(
      ({ conversation, attempt, scriptLine, filled, factsUsed, factsLearned }): FrameOrigin => ({
        conversation,
        attempt,
        scriptLine,
        filled,
        factsUsed,
        factsLearned,
      }),
    ),
  };
}

function writerData({ name, model, baseUrl }: ResolvedExpert): WriterData {
  return {
    expert: name,
    model,
    place: baseUrl === embeddedBaseUrl ? "embedded" : baseUrl,
    isReference: model === referenceModel,
  };
}

function attemptData({ record, asked, answered, script, judgement }: AttemptTexts): RunAttempt {
  const { attempt, model, author, outcome, cached, usage, costUsd, scriptSeed } = record;
  const { cleanup = [], diagnostics = [], findings = [], listing = [] } = judgement;
  return {
    attempt,
    model,
    author,
    outcome,
    cached,
    usage,
    costUsd,
    seed: scriptSeed,
    asked,
    ...(answered === script ? {} : { answered }),
    script,
    cleanup,
    diagnostics,
    findings,
    listing,
  };
}
