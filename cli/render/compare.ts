import type {
  ClassRule,
  CompareReport,
  Estimate,
  FieldDistance,
  RuleSearch,
  SideFacts,
  TellingField,
} from "../../src/compare/compare-report.js";
import { describeRule, describeValues } from "../../src/compare/describe-rule.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { formatTable, wrapText } from "./table.js";

const shownClasses = 12;
const shownDistances = 10;

/** The comparison for people: what tells the sides apart, how surely, and what would mend it. */
export function renderCompare(report: CompareReport, screen: Screen): readonly string[] {
  return [
    `real       ${describeSide(report.real)}`,
    `generated  ${describeSide(report.generated)}`,
    ...divisionLines(report, screen),
    "",
    "How surely they are told apart (0.5 is guessing, 1 always; interval of 95 %)",
    ...figures(report),
    "",
    ...ruleLines("The best single test for each class of frame", report.frameRules, screen),
    "",
    ...ruleLines("The same for conversations", report.conversationRules, screen),
    "",
    ...tellingLines(report.telling, screen),
    "",
    ...distanceLines(report.distances, screen),
  ].map((line) => printable(line, screen).trimEnd());
}

function describeSide({ captures, frames, conversations }: SideFacts): string {
  const word = captures === 1 ? "capture" : "captures";
  return `${captures} ${word}, ${frames} frames, ${conversations} conversations`;
}

/** How the figures were come by, and where that is weaker than it could be. */
function divisionLines({ folds, real, generated }: CompareReport, screen: Screen): readonly string[] {
  const text = `Tests are found on ${folds - 1} of ${folds} parts and scored on the other.`;
  const cut = Object.entries({ real, generated }).filter(([, { dividedBy }]) => dividedBy === "conversation");
  const note =
    cut.length === 0
      ? "The parts are whole captures."
      : `The single ${cut.map(([side]) => side).join(" and ")} capture is cut by conversations: what its conversations have in common by chance counts as a difference; several captures a side tell more.`;
  return wrapText(`${text} ${note}`, screen.columns);
}

function figures(report: CompareReport): readonly string[] {
  const rows: readonly (readonly [string, Estimate])[] = [
    ["best single test, frames", report.frameRules.mean],
    ["best single test, conversations", report.conversationRules.mean],
    ["tree of depth 3, frames", report.frameTrees.tree],
    ["tree of depth 3, conversations", report.conversationTrees.tree],
    ["forest, frames", report.frameTrees.forest],
    ["forest, conversations", report.conversationTrees.forest],
  ];
  return rows.map(([name, estimate]) => `  ${name.padEnd(32)} ${formatEstimate(estimate)}`);
}

export function formatEstimate({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)}  (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function ruleLines(title: string, { classes }: RuleSearch, screen: Screen): readonly string[] {
  const shown = classes.slice(0, shownClasses);
  const left = classes.length - shown.length;
  const rows = shown.map((each) => [
    each.name,
    String(each.real),
    String(each.generated),
    each.score.value.toFixed(2),
  ]);
  const table = formatTable(
    [
      { title: "class" },
      { title: "real", align: "right" },
      { title: "generated", align: "right" },
      { title: "score", align: "right" },
    ],
    rows,
  );
  const lines = table.flatMap((line, index) => {
    const each = shown[index - 1];
    const test = each === undefined ? "test" : testOf(each);
    const [first = "", ...rest] = wrapText(test, Math.max(20, screen.columns - line.length - 4));
    return [`  ${line}  ${first}`, ...rest.map((part) => " ".repeat(line.length + 4) + part)];
  });
  return [title, ...lines, ...(left > 0 ? [`  and ${left} more classes: --json has all`] : [])];
}

function testOf({ rule, real, generated }: ClassRule): string {
  if (rule !== undefined) return describeRule(rule);
  if (real > 0 && generated > 0) return "none is better than a guess";
  return real === 0 ? "only generated captures have it" : "only real captures have it";
}

function tellingLines(telling: readonly TellingField[], screen: Screen): readonly string[] {
  if (telling.length === 0) return ["No field tells more than guessing."];
  return [
    "The most telling fields",
    ...telling.flatMap((each, index) => {
      const head = `${index + 1}. ${each.words}: ${each.score.toFixed(2)} in ${each.class} (${each.field})`;
      const parts = [
        `real       ${describeValues(each.real, each.kind)}`,
        `generated  ${describeValues(each.generated, each.kind)}`,
        `mend       ${each.setting}`,
      ];
      return [
        `  ${head}`,
        ...parts.flatMap((part) => {
          const [first = "", ...rest] = wrapText(part, screen.columns - 5);
          return [`     ${first}`, ...rest.map((line) => `       ${line}`)];
        }),
      ];
    }),
  ];
}

function distanceLines(distances: readonly FieldDistance[], screen: Screen): readonly string[] {
  const shown = distances.slice(0, shownDistances);
  const digits = (value: number | undefined): string => value?.toFixed(3) ?? "-";
  const rows = shown.map((each) => [
    digits(each.jensenShannon),
    digits(each.jensenShannonWithinReal),
    digits(each.wasserstein),
    digits(each.wassersteinWithinReal),
    each.words.slice(0, Math.max(20, screen.columns - 44)),
  ]);
  const columns = ["JS", "within real", "W", "within real"].map((title) => ({
    title,
    align: "right" as const,
  }));
  return [
    "Distances of the farthest fields (Jensen-Shannon in bits, Wasserstein in units of the spread), and between halves of the real captures",
    ...formatTable([...columns, { title: "field" }], rows).map((line) => `  ${line}`),
    `  ${distances.length} fields in all: --json has them`,
  ];
}
