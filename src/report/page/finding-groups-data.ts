import type { Finding, SeverityCounts } from "../../contracts/finding.js";
import { groupFindings, type GroupedFindings } from "../finding-groups.js";
import { pageBounds } from "./bounds.js";
import type { ExplainRule, FindingData, FindingGroupData, ReportPage, RuleData } from "./report-page.js";

/** Frames that one finding names on the page. */
const framesPerFinding = 50;

/** What was found, rule by rule, with the rules' own pages. `counts` are of everything, listed or not. */
export function findingGroupsData(
  findings: readonly Finding[],
  counts: ReadonlyMap<string, SeverityCounts>,
  explain: ExplainRule,
): Pick<ReportPage, "findings" | "rules"> {
  const groups = groupFindings(findings);
  const rules: Record<string, RuleData> = {};
  for (const group of groups) rules[group.code] ??= explain(group);
  return { findings: groups.map((group) => groupData(group, findings, counts)), rules };
}

function groupData(
  group: GroupedFindings,
  findings: readonly Finding[],
  counts: ReadonlyMap<string, SeverityCounts>,
): FindingGroupData {
  const { code, severity, source, ranges, hint, filter } = group;
  const own = findings.filter(
    (each) => each.code === code && each.severity === severity && each.source === source,
  );
  return {
    code,
    severity,
    group: group.group,
    source,
    total: counts.get(code)?.[severity] ?? own.length,
    ranges,
    ...(hint === undefined ? {} : { hint }),
    ...(filter === undefined ? {} : { filter }),
    listed: own.slice(0, pageBounds.findingsPerRule).map(findingData),
  };
}

function findingData({ frames, message, layer, field }: Finding): FindingData {
  return {
    frames: frames.slice(0, framesPerFinding),
    message,
    ...(layer === undefined ? {} : { layer }),
    ...(field === undefined ? {} : { field }),
  };
}
