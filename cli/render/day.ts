import type { DayResult, RunCounts } from "../../src/contracts/day.js";
import type { ResolvedExpert, Usage } from "../../src/contracts/expert.js";
import { embeddedBaseUrl, referenceModel } from "../../src/contracts/expert.js";
import type { Finding } from "../../src/contracts/finding.js";
import type { FrameRow } from "../../src/report/frame-rows.js";
import type { LadderStep, Participant } from "../../src/report/ladder.js";
import { renderLadder } from "./ladder.js";
import { renderListing, type Screen } from "./listing.js";
import { printable } from "./printable.js";
import { wrapText } from "./table.js";
import { renderVerdict, type WiresharkJudge } from "./verdict.js";

/** Who is asked, said before anything runs: a reference writer must not pass for a language model. */
export function renderBanner(
  facts: {
    readonly what:
      { readonly kind: "page"; readonly url: string } | { readonly kind: "scenario"; readonly name: string };
    readonly seed: number;
    readonly start: string;
    readonly workflowId: string;
    readonly experts: readonly Pick<ResolvedExpert, "name" | "model" | "baseUrl">[];
  },
  screen: Screen,
): readonly string[] {
  const { colors } = screen;
  return [
    facts.what.kind === "page"
      ? `${colors.bold("A day in the life")}: GET ${printable(facts.what.url, screen)}`
      : `${colors.bold("A scenario")}: ${printable(facts.what.name, screen)}`,
    `seed ${facts.seed}, start ${facts.start} (${formatStart(facts.start)})`,
    ...describeExperts(facts.experts).flatMap((text) => wrapText(printable(text, screen), screen.columns)),
    `run ${printable(facts.workflowId, screen)}`,
    "",
  ];
}

/** One line for all experts where they share model and endpoint. */
export function describeExperts(
  experts: readonly Pick<ResolvedExpert, "name" | "model" | "baseUrl">[],
): readonly string[] {
  const described = experts.map(({ name, model, baseUrl }) => {
    const place = baseUrl === embeddedBaseUrl ? "embedded" : `at ${baseUrl}`;
    const note = model === referenceModel ? ", a reference writer and not a language model" : "";
    return { name, text: `${model}, ${place}${note}` };
  });
  const texts = new Set(described.map(({ text }) => text));
  if (texts.size === 1)
    return [`experts ${described.map(({ name }) => name).join(", ")}: ${described[0]?.text}`];
  return described.map(({ name, text }) => `expert ${name}: ${text}`);
}

/** What a completed day shows. */
export interface DayView {
  readonly rows: readonly FrameRow[];
  readonly ladder: { readonly participants: readonly Participant[]; readonly steps: readonly LadderStep[] };
  readonly host: string;
  readonly learned: DayResult["learned"];
  readonly findings: readonly Finding[];
  readonly wireshark: WiresharkJudge | undefined;
  readonly counts: RunCounts;
  readonly usage: Usage;
  readonly scripts: readonly { readonly path: string; readonly seed: number }[];
  readonly labels: string;
  readonly report: string;
  readonly page: string;
  readonly uiUrl: string | undefined;
}

/** Everything but the last line, which names the capture and is written when all else is done. */
export function renderDay(view: DayView, screen: Screen): readonly string[] {
  const ladder = renderLadder(view.ladder.participants, view.ladder.steps, screen);
  return [
    "",
    ...renderListing(view.rows, screen),
    ...(ladder.length === 0 ? [] : ["", ...ladder]),
    ...section("Learned", wrapAll(renderLearned(view.learned, view.host, screen), screen), screen),
    ...section("Verdict", renderVerdict(view.findings, view.wireshark, screen), screen),
    ...section("Counts", wrapAll(renderCounts(view.counts, view.usage), screen), screen),
    ...section("Files", renderFiles(view, screen), screen),
    ...(view.uiUrl === undefined ? [] : ["", `Temporal: ${view.uiUrl}`]),
  ];
}

export function renderLearned(
  { routerMac, resolvedAddresses }: DayResult["learned"],
  host: string,
  screen: Screen,
): readonly string[] {
  const lines: string[] = [];
  if (routerMac !== undefined) {
    lines.push(
      `the router is at ${routerMac.value}, read from the ARP reply in frame ${routerMac.frameNumber}`,
    );
  }
  if (resolvedAddresses !== undefined) {
    const { value, frameNumber } = resolvedAddresses;
    lines.push(
      `${printable(host, screen)} is ${value.join(", ")}, read from the DNS answer in frame ${frameNumber}`,
    );
  }
  return lines.length === 0 ? ["nothing"] : lines;
}

export function renderCounts(counts: RunCounts, usage: Usage): readonly string[] {
  const { conversations, calls } = counts;
  const tokens = (label: string, value: number | null) =>
    value === null ? [] : [`${value} ${label} token${value === 1 ? "" : "s"}`];
  return [
    `conversations: ${conversations.requested} requested = ${conversations.validFirst} valid at first` +
      ` + ${conversations.validAfterRepair} after repair + ${conversations.failed} failed`,
    `model calls: ${calls.made} made, ${calls.cached} from the store, ${calls.lost} lost` +
      [...tokens("input", usage.inputTokens), ...tokens("output", usage.outputTokens)]
        .map((text) => `, ${text}`)
        .join(""),
  ];
}

function renderFiles(view: DayView, screen: Screen): readonly string[] {
  return [
    ...view.scripts.map(({ path, seed }) => `script   ${printable(path, screen)}  (--seed ${seed})`),
    `labels   ${printable(view.labels, screen)}`,
    `report   ${printable(view.report, screen)}`,
    `page     ${printable(view.page, screen)}`,
  ];
}

/** Continuation lines are indented. */
function wrapAll(lines: readonly string[], screen: Screen): readonly string[] {
  return lines.flatMap((line) => {
    if (line.length <= screen.columns) return [line];
    const [first = "", ...rest] = wrapText(line, screen.columns - 4);
    return [first, ...rest.map((text) => `    ${text}`)];
  });
}

function section(title: string, lines: readonly string[], screen: Screen): readonly string[] {
  return ["", screen.colors.bold(title), ...lines];
}

/** Seconds since the epoch as UTC time of day and date. */
function formatStart(start: string): string {
  const date = new Date(Number(start) * 1000);
  return Number.isNaN(date.getTime()) ? start : date.toISOString().replace(/\.\d+Z$/u, "Z");
}
