import type { CheckReport } from "../check-report.js";
import type { CaptureData } from "./capture-data.js";
import { findingGroupsData } from "./finding-groups-data.js";
import type { ExplainRule, JudgeData, ReportPage } from "./report-page.js";
import { countProtocols, describeCapture, describeJudges, worstOf } from "./summary.js";

/** The page of any capture that was checked. */
export function checkPage(
  report: CheckReport,
  capture: CaptureData,
  { explain, wiretale }: { readonly explain: ExplainRule; readonly wiretale: string },
): ReportPage {
  const { name, format, profile, linkTypes, ignored } = report;
  const judges = checkJudges(report);
  const protocols = countProtocols(capture);
  return {
    version: 1,
    wiretale,
    title: name,
    summary: `${describeCapture(capture, protocols)} ${describeJudges(judges)}`,
    worst: worstOf(judges),
    judges,
    protocols,
    ...findingGroupsData(report.findings, report.countsByRule, explain),
    capture,
    check: { name, format, profile, linkTypes, ignored },
  };
}

function checkJudges({ profile, wireshark, countsBySource }: CheckReport): readonly JudgeData[] {
  return [
    { name: "Wiretale", detail: `profile ${profile}`, counts: countsBySource.wiretale },
    wireshark.kind === "asked"
      ? {
          name: "Wireshark",
          detail: `${wireshark.version} by ${wireshark.adapter}`,
          counts: countsBySource.wireshark,
        }
      : { name: "Wireshark", missing: wireshark.reason },
  ];
}
