import type { Severity } from "../src/contracts/finding.js";
import type { JudgeData } from "../src/report/page/report-page.js";
import type { PageModel } from "./model.js";
import { count, Foreign, Protocol, severityNames, worstFirst } from "./words.js";

/** What happened and whether it is right: sentences first, then the counts they come from. */
export function Overview({ model }: { readonly model: PageModel }) {
  const { page } = model;
  return (
    <section id="overview" aria-labelledby="overview-title">
      <h2 id="overview-title" class="unseen">
        Overview
      </h2>
      <p class="summary">
        <Foreign text={page.summary} />
      </p>
      {page.capture.cut !== undefined && <p class="notice">{page.capture.cut}</p>}
      <div class="cards">
        <Judges model={model} />
        <Protocols model={model} />
        {page.run !== undefined && <RunCounts model={model} />}
        <About model={model} />
      </div>
    </section>
  );
}

const verdicts = {
  clean: "Nothing found",
  chat: "No fault found",
  note: "No fault found",
  warn: "Warnings",
  error: "Errors",
} as const;

export function Verdict({ model }: { readonly model: PageModel }) {
  const { worst } = model.page;
  return (
    <span class={`verdict verdict-${worst}`}>
      <span aria-hidden="true">{worst === "error" ? "✕" : worst === "warn" ? "!" : "✓"}</span>{" "}
      {verdicts[worst]}
    </span>
  );
}

function Judges({ model }: { readonly model: PageModel }) {
  const { judges } = model.page;
  return (
    <div class="card">
      <h3>Found by the judges</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Severity</th>
            {judges.map(({ name }) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {worstFirst.map((severity) => (
            <tr key={severity}>
              <th scope="row">{severityNames[severity]}s</th>
              {judges.map((judge) => (
                <JudgedCount key={judge.name} judge={judge} severity={severity} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {judges.map((judge) => (
        <p key={judge.name} class="quiet">
          <Foreign
            text={
              "missing" in judge
                ? `${judge.name} was not asked: ${judge.missing}`
                : `${judge.name}: ${judge.detail}`
            }
          />
        </p>
      ))}
    </div>
  );
}

function JudgedCount({ judge, severity }: { readonly judge: JudgeData; readonly severity: Severity }) {
  if ("missing" in judge) return <td class="number quiet">–</td>;
  const number = judge.counts[severity];
  return (
    <td class={`number ${number > 0 ? `severity-${severity}` : "quiet"}`}>{number.toLocaleString("en")}</td>
  );
}

const shownProtocols = 8;

function Protocols({ model }: { readonly model: PageModel }) {
  const { protocols, capture } = model.page;
  const all = capture.frames.length;
  const left = protocols.slice(shownProtocols);
  return (
    <div class="card">
      <h3>Protocols</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Innermost</th>
            <th scope="col" class="number">
              Frames of {all.toLocaleString("en")}
            </th>
            <th scope="col" class="number">
              Octets
            </th>
          </tr>
        </thead>
        <tbody>
          {protocols.slice(0, shownProtocols).map(({ protocol, frames, octets }) => (
            <tr key={protocol}>
              <th scope="row">
                <Protocol name={protocol} />
              </th>
              <td class="number">
                {frames.toLocaleString("en")} <span class="quiet">({percent(frames, all)})</span>
              </td>
              <td class="number">{octets.toLocaleString("en")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {left.length > 0 && <p class="quiet">and {count(left.length, "more protocol")}</p>}
    </div>
  );
}

function percent(part: number, whole: number): string {
  const value = (100 * part) / Math.max(1, whole);
  return value > 0 && value < 1 ? "< 1 %" : `${Math.round(value)} %`;
}

function RunCounts({ model }: { readonly model: PageModel }) {
  const { run } = model.page;
  if (run === undefined) return null;
  const { conversations, calls } = run.counts;
  const rows: readonly (readonly [string, number | string])[] = [
    ["requested", conversations.requested],
    ["valid at first attempt", conversations.validFirst],
    ["valid after repair", conversations.validAfterRepair],
    ["failed", conversations.failed],
    ["model calls made", calls.made],
    ["answers from the store", calls.cached],
    ["calls lost", calls.lost],
    ["tokens in and out", `${run.usage.inputTokens ?? "unknown"} and ${run.usage.outputTokens ?? "unknown"}`],
  ];
  return (
    <div class="card">
      <h3>Conversations and calls</h3>
      <table>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function About({ model }: { readonly model: PageModel }) {
  const { check, run, capture, wiretale } = model.page;
  const rows: (readonly [string, string])[] = [];
  if (check !== undefined) {
    rows.push(["file", check.name], ["format", check.format], ["profile", check.profile]);
    rows.push(["link type", check.linkTypes.map(({ name }) => name).join(", ")]);
    for (const [code, number] of Object.entries(check.ignored))
      rows.push(["left out on request", `${number} of ${code}`]);
  }
  if (run !== undefined) {
    rows.push(
      ["run", run.workflowId],
      ["seed", String(run.seed)],
      ["capture", run.digests.capture.slice(0, 19)],
    );
    const writers = Map.groupBy(run.writers, ({ model: name, place, isReference }) => {
      const note = isReference ? ", a reference writer and no language model" : "";
      return `${name} (${place})${note}`;
    });
    for (const [writer, experts] of writers)
      rows.push([`experts ${experts.map(({ expert }) => expert).join(", ")}`, writer]);
  }
  if (capture.start !== undefined) rows.push(["first frame", formatInstant(capture.start)]);
  rows.push(["Wiretale", wiretale]);
  return (
    <div class="card">
      <h3>{run === undefined ? "This capture" : "This run"}</h3>
      <dl>
        {rows.map(([name, value], index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>
              <Foreign text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Seconds since the epoch as UTC. */
function formatInstant(start: string): string {
  const date = new Date(Math.floor(Number(start)) * 1000);
  if (Number.isNaN(date.getTime())) return start;
  return `${date.toISOString().slice(0, 19).replace("T", " ")}.${start.split(".")[1] ?? "000000"} UTC`;
}
