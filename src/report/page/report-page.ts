/**
 * The report page as one value: what `report.html` holds as JSON, and what its script shows. A check has `check`, a run of
 * Wiretale's own `run`; the rest is alike. Text from captures and models stands in it as it is: whoever shows it escapes it.
 */
import type { FrameLabel } from "../labels.js";
import type { FrameRange } from "../frame-ranges.js";
import type { DayResult, RunCounts, StepProgress } from "../../contracts/day.js";
import type { Usage } from "../../contracts/expert.js";
import type { Diagnostic, Finding, FindingGroup, Severity, SeverityCounts } from "../../contracts/finding.js";
import type { CheckReport, LinkTypeCount } from "../check-report.js";
import type { ReportedConversation, RunReport } from "../run-report.js";
import type { CaptureData } from "./capture-data.js";

export interface ReportPage {
  readonly version: 1;
  /** Wiretale's version. */
  readonly wiretale: string;
  readonly title: string;
  /** What happened and whether it is right, in a few sentences. */
  readonly summary: string;
  /** Of everything found; `clean` where that is nothing. */
  readonly worst: Severity | "clean";
  readonly judges: readonly JudgeData[];
  /** Most frames first. */
  readonly protocols: readonly ProtocolCount[];
  /** Worst first. */
  readonly findings: readonly FindingGroupData[];
  /** The page of every rule that found something, by its code. */
  readonly rules: Readonly<Record<string, RuleData>>;
  readonly capture: CaptureData;
  readonly check?: CheckData;
  readonly run?: RunData;
}

/** Who judged, and how many of each severity; or why it did not. */
export type JudgeData =
  | { readonly name: string; readonly detail: string; readonly counts: SeverityCounts }
  | { readonly name: string; readonly missing: string };

/** Of the frames on the page. */
export interface ProtocolCount {
  readonly protocol: string;
  readonly frames: number;
  /** On the wire. */
  readonly octets: number;
}

/** What one rule says at one severity. */
export interface FindingGroupData {
  readonly code: string;
  readonly severity: Severity;
  readonly group: FindingGroup;
  readonly source: Finding["source"];
  /** All there are; more than are listed where a bound was reached. */
  readonly total: number;
  readonly ranges: readonly FrameRange[];
  readonly hint?: string;
  /** A display filter for Wireshark. */
  readonly filter?: string;
  readonly listed: readonly FindingData[];
}

export type FindingData = Pick<Finding, "frames" | "message" | "layer" | "field">;

/** What a rule finds and why that matters: its page, carried along so that the report needs no network. */
export interface RuleData {
  readonly finds: string;
  readonly why: string;
  /** Where it is written. */
  readonly rfc?: string;
  readonly example?: string;
  readonly certainty?: "certain" | "likely";
}

/** Finds the page of a rule of ours, or what is known of an entry of Wireshark's. */
export type ExplainRule = (finding: Pick<Finding, "code" | "source" | "group">) => RuleData;

export interface CheckData extends Pick<CheckReport, "name" | "format" | "profile" | "ignored"> {
  readonly linkTypes: readonly LinkTypeCount[];
}

export interface RunData extends Pick<
  RunReport,
  "workflowId" | "runId" | "seed" | "versions" | "digests" | "costUsd"
> {
  /** Who wrote the scripts, a line for each that differs. */
  readonly writers: readonly WriterData[];
  /** Addresses of the scenario: no frame had to teach them. */
  readonly given: readonly { readonly host: string; readonly address: string }[];
  readonly learned: DayResult["learned"];
  readonly counts: RunCounts;
  readonly usage: Usage;
  readonly steps: readonly StepProgress[];
  readonly conversations: readonly RunConversation[];
  /** Of frame n at n - 1. */
  readonly origins: readonly FrameOrigin[];
}

export interface WriterData {
  readonly expert: string;
  readonly model: string;
  /** `embedded`, or the address of its endpoint. */
  readonly place: string;
  /** The program that stands in for a model. */
  readonly isReference: boolean;
}

export interface RunConversation extends Pick<ReportedConversation, "conversation" | "outcome"> {
  readonly description: string;
  readonly attempts: readonly RunAttempt[];
}

/** One draft: what was asked, answered, run and found. */
export interface RunAttempt {
  readonly attempt: number;
  readonly model: string;
  readonly author: "model" | "person";
  readonly outcome: "valid" | "invalid";
  readonly cached: boolean;
  readonly usage: Usage;
  readonly costUsd: number | null;
  /** For `wiretale run-script --seed`. */
  readonly seed: number;
  /** The last message it was asked with. */
  readonly asked: string;
  /** Before clean-up; absent where it is the script. */
  readonly answered?: string;
  readonly script: string;
  /** What clean-up took away. */
  readonly cleanup: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Finding[];
  /** Its frames, one line each. */
  readonly listing: readonly string[];
}

export type FrameOrigin = Pick<
  FrameLabel,
  "conversation" | "attempt" | "scriptLine" | "filled" | "factsUsed" | "factsLearned"
>;
