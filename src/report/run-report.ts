import type {
  AttemptRecord,
  ConversationResult,
  DayRequest,
  DayResult,
  RunCounts,
  StepProgress,
} from "../contracts/day.js";
import type { ArtifactRef } from "../contracts/artifact.js";
import { expertOf, type Usage } from "../contracts/expert.js";
import type { TimelineRequest } from "../contracts/timeline.js";
import type { Finding } from "../contracts/finding.js";
import { priceTableVersion } from "../contracts/prices.js";
import { countRun, sumSpending } from "./count-run.js";

/** Names and versions of what took part: what to install to get the same again. */
export interface RunVersions {
  readonly wiretale: string;
  readonly node: string;
  /** `wiregasm` or `tshark` and the version it says of itself. */
  readonly dissector: { readonly name: string; readonly version: string };
}

/** What a run was, did and left: report.json. It holds no path, so it is the same wherever the run is shown. */
export interface RunReport {
  readonly version: 1;
  readonly workflowId: string;
  readonly runId: string;
  readonly status: DayResult["status"];
  /** The whole request; a key is never part of it. */
  readonly request: DayRequest | TimelineRequest;
  readonly seed: number;
  /** Seconds since the epoch of the first frame, decimal. */
  readonly start: string;
  readonly versions: RunVersions;
  readonly digests: {
    readonly capture: string;
    readonly labels: string;
    /** Prompt version by expert, of those that were asked. */
    readonly prompts: Readonly<Record<string, string>>;
  };
  readonly counts: RunCounts;
  readonly usage: Usage;
  /** US dollars; null where a price or a count is unknown. */
  readonly costUsd: number | null;
  /** Version of the table of prices it was reckoned by. */
  readonly priceTable: string;
  readonly learned: DayResult["learned"];
  readonly conversations: readonly ReportedConversation[];
  /** Of the whole capture, ours and Wireshark's, every severity, none dismissed. */
  readonly findings: readonly Finding[];
  readonly steps: readonly StepProgress[];
}

export interface ReportedConversation {
  readonly conversation: ConversationResult["conversation"];
  readonly status: ConversationResult["status"];
  /** The description the expert was given. */
  readonly summary: string;
  /** Requested is the sum of the first three; a person who skips one counts it as failed. */
  readonly outcome: "valid-first" | "valid-after-repair" | "failed" | "skipped";
  readonly attempts: readonly AttemptRecord[];
}

/** What the workflow and its activities know at the end; everything else of the report follows from it. */
export interface RunFacts {
  readonly workflowId: string;
  readonly runId: string;
  readonly request: DayRequest | TimelineRequest;
  readonly versions: RunVersions;
  readonly capture: ArtifactRef;
  readonly labels: ArtifactRef;
  readonly frames: number;
  /** Conversations the request needed: three, or two where the URL has a literal address; a scenario's as many as they were. */
  readonly requested: number;
  readonly conversations: readonly ConversationResult[];
  readonly learned: DayResult["learned"];
  readonly findings: readonly Finding[];
  readonly steps: readonly StepProgress[];
}

export function buildRunReport(facts: RunFacts): RunReport {
  const spending = sumSpending(facts.conversations.flatMap((conversation) => conversation.attempts));
  return {
    version: 1,
    workflowId: facts.workflowId,
    runId: facts.runId,
    status: "completed",
    request: facts.request,
    seed: facts.request.seed,
    start: facts.request.start,
    versions: facts.versions,
    digests: {
      capture: facts.capture.digest,
      labels: facts.labels.digest,
      prompts: promptVersions(facts.conversations),
    },
    counts: countRun(facts),
    ...spending,
    priceTable: priceTableVersion,
    learned: facts.learned,
    conversations: facts.conversations.map(reportConversation),
    findings: facts.findings,
    steps: facts.steps,
  };
}

/** Indented JSON with a final line end: people read it too. */
export function formatRunReport(report: RunReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function reportConversation(result: ConversationResult): ReportedConversation {
  const { conversation, status, summary, attempts } = result;
  return { conversation, status, summary, outcome: outcomeOf(result), attempts };
}

function outcomeOf({ status, attempts }: ConversationResult): ReportedConversation["outcome"] {
  if (status !== "done") return status;
  return attempts[0]?.outcome === "valid" ? "valid-first" : "valid-after-repair";
}

function promptVersions(conversations: readonly ConversationResult[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    conversations.flatMap(({ conversation, attempts }) => {
      const last = attempts.at(-1);
      return last === undefined ? [] : [[expertOf(conversation), last.promptVersion] as const];
    }),
  );
}
