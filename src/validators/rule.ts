import type { Finding, FindingGroup, Severity } from "../contracts/finding.js";

/** A frame, or anything remembered of one. */
export interface Numbered {
  readonly frameNumber: number;
}

/**
 * How strict to be. `real`: judge as a fault only what no stack does, since a capture may begin in the middle, lose frames
 * or show retransmissions. `generated`: everything is paired and complete, and nothing gives its origin away.
 */
export type CheckProfile = "real" | "generated";

/** The file and the four levels of judging what it holds, innermost first; a rule's folder is named for its level. */
export const ruleLevels = ["file", "packet", "conversation", "intent", "scenario"] as const;
export type RuleLevel = (typeof ruleLevels)[number];

/** What rules are told besides what they judge. */
export interface CheckContext {
  readonly profile: CheckProfile;
}

/**
 * How sure a rule can be. `certain`: what it says follows from the frames alone. `likely`: a frame that the capture lost,
 * or a choice of the sender that the frames do not show, could explain it too.
 */
export type Certainty = "certain" | "likely";

/** What a rule says of frames; `toFinding` adds what the rule itself knows. */
export interface Fault {
  /** Ascending frame numbers; empty when it concerns all of them. */
  readonly frames: readonly number[];
  readonly message: string;
  readonly hint?: string;
  readonly layer?: string;
  readonly field?: string;
  /** Only ever milder than the rule's own: this case is less certain. */
  readonly severity?: Severity;
  /** A Wireshark display filter, where one says more than the frames' numbers. */
  readonly filter?: string;
}

/** The page of a rule: what the reference prints, and what becomes part of each finding. */
export interface RuleDocument {
  /** Kebab-case, named for the fault; once published, never renamed. */
  readonly code: string;
  readonly level: RuleLevel;
  /** By profile; `off` where the rule does not apply. */
  readonly severity: Readonly<Record<CheckProfile, Severity | "off">>;
  readonly certainty: Certainty;
  /** In Wireshark's words; `intent` and `scenario` are ours. */
  readonly group: FindingGroup;
  /** One sentence: what it finds. */
  readonly finds: string;
  /** One or two sentences: why it matters. */
  readonly why: string;
  /** Where it is written: `RFC 826, "Packet Reception"`. */
  readonly rfc: string;
  /** A message as the rule words it. */
  readonly example: string;
}

/** No fault: shared, so that a clean frame allocates nothing. */
export const noFaults: readonly Fault[] = [];

/** Whether a rule judges at all under a profile. */
export function appliesIn(rule: RuleDocument, profile: CheckProfile): boolean {
  return rule.severity[profile] !== "off";
}

/** A fault with the rule's name, severity and group, and a filter that shows its frames. */
export function toFinding(rule: RuleDocument, fault: Fault, profile: CheckProfile): Finding {
  const own = rule.severity[profile];
  const filter = fault.filter ?? frameFilter(fault.frames);
  return {
    code: rule.code,
    severity: fault.severity ?? (own === "off" ? "note" : own),
    group: rule.group,
    source: "wiretale",
    frames: fault.frames,
    ...(fault.layer === undefined ? {} : { layer: fault.layer }),
    ...(fault.field === undefined ? {} : { field: fault.field }),
    message: fault.message,
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
    ...(filter === undefined ? {} : { filter }),
  };
}

const maximumFramesInFilter = 32;

/** `frame.number in {3, 4}`: bounded, since a finding may concern thousands of frames. */
export function frameFilter(frames: readonly number[]): string | undefined {
  if (frames.length === 0) return undefined;
  if (frames.length === 1) return `frame.number == ${frames[0]}`;
  return `frame.number in {${frames.slice(0, maximumFramesInFilter).join(", ")}}`;
}

/** The same numbers, ascending and each once. */
export function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((one, other) => one - other);
}

/** Frame numbers ascending and each once, as findings carry them. */
export function frameNumbers(...frames: readonly (Numbered | undefined)[]): readonly number[] {
  return ascending(frames.flatMap((frame) => (frame === undefined ? [] : [frame.frameNumber])));
}
