import { findingGroups, type Finding, type FindingGroup, type Severity } from "../contracts/finding.js";
import type { Dissection } from "./dissector.js";

/** One entry of Wireshark's Expert Information. */
export interface ExpertInfo {
  /** From 1, as Wireshark counts. */
  readonly frameNumber: number;
  readonly severity: Severity;
  readonly group: FindingGroup;
  /** Filter name of the outermost protocol it hangs under: `tcp`, `dns`, `_ws.malformed`. */
  readonly protocol: string;
  /** Wireshark's own name of the entry, a display filter that finds it: `tcp.connection.fin`. Absent for the few that have none. */
  readonly field?: string;
  readonly message: string;
}

/** An entry in the words of Wireshark's protocol tree, the same in wiregasm's labels and in tshark's PDML. */
export interface ExpertInfoLabels {
  readonly frameNumber: number;
  readonly protocol: string;
  readonly field: string;
  readonly message: string;
  /** `Chat`, `Note`, `Warning`, `Error`, `Comment`. */
  readonly severity: string;
  /** `Sequence`, `Checksum`, `Malformed`, … */
  readonly group: string;
}

const severityOfLabel: Readonly<Record<string, Severity>> = {
  Comment: "chat",
  Chat: "chat",
  Note: "note",
  Warning: "warn",
  Warn: "warn",
  Error: "error",
};

/** A capture's author decides how long a message is (an HTTP request line is one). */
const maxMessageLength = 500;

/** Unlisted severities (none are known) count as errors: nothing is dismissed for being unknown. */
export function expertInfoOfLabels(labels: ExpertInfoLabels): ExpertInfo {
  const named = /^[\w.-]+$/.test(labels.field) && !labels.field.startsWith("_ws.expert");
  return {
    frameNumber: labels.frameNumber,
    severity: severityOfLabel[labels.severity] ?? "error",
    group: groupOfLabel(labels.group),
    protocol: labels.protocol,
    ...(named ? { field: labels.field } : {}),
    message:
      labels.message.length > maxMessageLength
        ? `${labels.message.slice(0, maxMessageLength)}…`
        : labels.message,
  };
}

function groupOfLabel(label: string): FindingGroup {
  const word = label.toLowerCase();
  if (word === "comment") return "comments";
  return findingGroups.find((group) => group === word) ?? "protocol";
}

/**
 * One finding an entry, in the same order, and one more if Wireshark could not read the whole file. A `limit` is no fault of the
 * capture: whoever asks says what it means to them.
 */
export function expertInfoToFindings(dissection: Dissection): Finding[] {
  const findings = dissection.expertInfo.map(findingOf);
  if (dissection.problem !== undefined) {
    findings.push({
      code: "wireshark-unread",
      severity: "error",
      group: "malformed",
      source: "wireshark",
      frames: [],
      message: `Wireshark could not judge the whole capture: it ${dissection.problem.message}`,
    });
  }
  return findings;
}

function findingOf(info: ExpertInfo): Finding {
  return {
    code: `wireshark-${kebab(info.field ?? `${info.protocol} ${withoutNumbers(info.message)}`)}`,
    severity: info.severity,
    group: info.group,
    source: "wireshark",
    frames: [info.frameNumber],
    layer: info.protocol,
    message: info.message,
    filter: filterOf(info),
  };
}

/** Checksums are not checked unless one sets Wireshark's preferences so: their fields would show nothing. */
function filterOf({ frameNumber, group, field }: ExpertInfo): string {
  const frame = `frame.number == ${String(frameNumber)}`;
  return group === "checksum" ? frame : `${frame} && ${field ?? "_ws.expert"}`;
}

/**
 * `tcp.connection.fin_active` to `tcp-connection-fin-active`. Some names end in `.expert` in one version and not in another
 * (`tcp.checksum_bad.expert` is `tcp.checksum.bad` since 4.2). Bounded, since a message may stand in for the name.
 */
function kebab(text: string): string {
  return text
    .toLowerCase()
    .replace(/\.expert$/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
}

/** Names made of a message leave its numbers out, so that the same fault keeps the same name. */
function withoutNumbers(message: string): string {
  return message.replace(/0x[0-9a-f]+|\d+/gi, " ");
}
