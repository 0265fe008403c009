/** docs/realism.md: written by `npm run realism`, never by hand. */
import type { ClassRule, CompareReport, Estimate } from "./compare-report.js";
import { describeRule, describeValues } from "./describe-rule.js";

export interface Comparison {
  /** Program that fetched in the real days. */
  readonly client: string;
  /** Half of the real days against the other half: what "the same" looks like. */
  readonly same: CompareReport;
  /** Half of the real days against the other half filled anew by personas. */
  readonly refilled: CompareReport;
  /** The real days against Wiretale's. */
  readonly day: CompareReport;
}

const head = `# How far Wiretale's traffic is from real traffic

Written by \`npm run realism\`. Real days are made by \`scripts/real-day.sh\`: a client, a router with dnsmasq and a server with nginx in
network namespaces of one machine, seen from the client. Wiretale's are days of \`examples/real-day.yaml\`, which has
the same hosts and acts, with the personas measured of these hosts, by the reference writer, a seed each. A class of frames that only one
side has is told by its being there, and counts as 1 where all of that side's captures have it; "classes of both" says how far the
frames are that both have.

What is counted: the _best single test_ (a threshold, a value, absence of one field) in each class of frames, found on seven of eight
parts of the captures and scored on the eighth, frame-weighted mean of balanced accuracy; a test that the captures it was found on do
not agree about is taken as a guess. A _tree_ of depth 3 and a _forest_ of 40 trees: area under the curve, folds by capture. Intervals
hold 95 of 100 resamplings of the captures. 0.5 is guessing, 1 is certainty. "Real and real" is half of the real days against the other
half, in four parts. "Real and filled anew" is the same with the other half's packets filled by the personas of their hosts: addresses,
ports, flags and what the programs wrote are those of the real day, and all that is left to a stack and to time is Wiretale's. It
says how far the personas are; the last row says how far the whole day is. The personas were measured of other days than
these.

What is said here is about what can be told at all. That nothing can be told at a glance, \`npm run clean-days -- --real FOLDER\` says: it
has tshark and \`wiretale check --profile generated\` read 200 days of \`examples/real-day.yaml\` and 20 of every other example with acts,
counts Wireshark's notes, warnings and errors beside those of real days in FOLDER, and fails where a generated day has a message that
no real day has, or a finding. \`test/realism\` looks for the known give-aways of published generated traffic, one by one.
`;

export function renderRealism(comparisons: readonly Comparison[]): string {
  return [
    head,
    "## Figures",
    "",
    "| Client | | Best single test, frames | classes of both | conversations | Tree, frames | Forest, frames | Forest, conversations |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...comparisons.flatMap(({ client, same, refilled, day }) => [
      figureRow(client, "real and real", same),
      figureRow(client, "real and filled anew", refilled),
      figureRow(client, "real and Wiretale", day),
    ]),
    "",
    ...comparisons.flatMap(classTable),
    ...comparisons.flatMap(tellingList),
  ].join("\n");
}

function figureRow(client: string, what: string, report: CompareReport): string {
  const { frameRules, conversationRules, frameTrees, conversationTrees } = report;
  const cells = [
    `${client}: ${report.real.captures} and ${report.generated.captures} captures`,
    what,
    figure(frameRules.mean),
    sharedMean(frameRules.classes).toFixed(2),
    figure(conversationRules.mean),
    figure(frameTrees.tree),
    figure(frameTrees.forest),
    figure(conversationTrees.forest),
  ];
  return `| ${cells.join(" | ")} |`;
}

function figure({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** Of the classes that both sides have. */
function sharedMean(classes: readonly ClassRule[]): number {
  const shared = classes.filter(({ real, generated }) => real > 0 && generated > 0);
  const weight = shared.reduce((sum, each) => sum + each.weight, 0);
  return shared.reduce((sum, each) => sum + each.weight * each.score.value, 0) / weight;
}

function classTable({ client, day, same, refilled }: Comparison): readonly string[] {
  const ofSame = new Map(same.frameRules.classes.map((each) => [each.name, each]));
  const ofRefilled = new Map(refilled.frameRules.classes.map((each) => [each.name, each]));
  const rows = day.frameRules.classes.map((each) => {
    const within = ofSame.get(each.name)?.score.value.toFixed(2) ?? "–";
    const anew = ofRefilled.get(each.name);
    const cells = [
      each.name,
      each.real,
      each.generated,
      each.score.value.toFixed(2),
      within,
      anew?.score.value.toFixed(2) ?? "–",
      testOf(each),
      anew === undefined ? "–" : testOf(anew),
    ];
    return `| ${cells.map(inTable).join(" | ")} |`;
  });
  return [
    `## Classes of frames: ${client}`,
    "",
    "| Class | Real | Wiretale | Score | Real and real | Real and filled anew | Best test | Best test, filled anew |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ];
}

function testOf({ rule, real, generated }: ClassRule): string {
  if (rule !== undefined) return describeRule(rule);
  if (real > 0 && generated > 0) return "none is better than a guess";
  return real === 0 ? "only Wiretale has it" : "only real days have it";
}

function tellingList({ client, day }: Comparison): readonly string[] {
  const rows = day.telling.map(({ words, kind, score, class: of, real, generated, setting }) => {
    const cells = [
      words,
      `${score.toFixed(2)} in ${of}`,
      describeValues(real, kind),
      describeValues(generated, kind),
      setting,
    ];
    return `| ${cells.map(inTable).join(" | ")} |`;
  });
  return [
    `## The most telling fields: ${client}`,
    "",
    "| Field | Balanced accuracy | Real | Wiretale | What would mend it |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ];
}

/** Values come from captures: nothing in them may end a cell or begin a tag. */
function inTable(cell: string | number): string {
  return String(cell).replace(/[|<>*_`\\]/gu, (character) => `\\${character}`);
}
