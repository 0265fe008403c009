import type { RunCounts } from "../../src/contracts/day.js";
import type { Usage } from "../../src/contracts/expert.js";
import type { Finding } from "../../src/contracts/finding.js";
import { renderCounts } from "./day.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { wrapText } from "./table.js";
import { renderVerdict, type WiresharkJudge } from "./verdict.js";

/** What a completed scenario shows: thousands of frames are the capture's to show. */
export interface TimelineView {
  readonly clients: readonly string[];
  readonly conversations: readonly { readonly conversation: string }[];
  readonly findings: readonly Finding[];
  readonly wireshark: WiresharkJudge | undefined;
  readonly counts: RunCounts;
  readonly usage: Usage;
  readonly scriptFolder: string;
  readonly labels: string;
  readonly report: string;
  readonly page: string;
  readonly uiUrl: string | undefined;
}

/** Everything but the last line, which names the capture and is written when all else is done. */
export function renderTimeline(view: TimelineView, screen: Screen): readonly string[] {
  const section = (title: string, lines: readonly string[]) => ["", screen.colors.bold(title), ...lines];
  return [
    ...section("Clients", renderClients(view)),
    ...section("Verdict", renderVerdict(view.findings, view.wireshark, screen)),
    ...section(
      "Counts",
      [`frames: ${view.counts.frames}`, ...renderCounts(view.counts, view.usage)].flatMap((line) =>
        wrapText(line, screen.columns),
      ),
    ),
    ...section("Files", [
      `scripts  ${printable(view.scriptFolder, screen)}  (their seeds are in the report)`,
      `labels   ${printable(view.labels, screen)}`,
      `report   ${printable(view.report, screen)}`,
      `page     ${printable(view.page, screen)}`,
    ]),
    ...(view.uiUrl === undefined ? [] : ["", `Temporal: ${view.uiUrl}`]),
  ];
}

/** `laptop: 40 conversations: 3 arp, 17 dns, 20 http`. */
function renderClients({ clients, conversations }: TimelineView): readonly string[] {
  return clients.map((client) => {
    const experts = conversations
      .map(({ conversation }) => new RegExp(`^${client}-\\d+-([a-z]+)$`, "u").exec(conversation)?.[1])
      .filter((expert) => expert !== undefined);
    const kinds = [...new Set(experts)].sort();
    const counted = kinds.map((kind) => `${experts.filter((expert) => expert === kind).length} ${kind}`);
    return `${client}: ${experts.length} conversations: ${counted.join(", ")}`;
  });
}
