import type { FindingGroupData, ReportPage } from "../src/report/page/report-page.js";
import type { PageModel } from "./model.js";
import { count, Foreign, FrameLinks, SeverityTag } from "./words.js";

const shownRanges = 12;
const shownAtOnce = 5;

/** What was found, worst first: which frames, in which words, why it matters, how to see it in Wireshark. */
export function Findings({ model }: { readonly model: PageModel }) {
  const { findings, rules } = model.page;
  const chats = findings.filter(({ severity }) => severity === "chat");
  return (
    <section id="findings" aria-labelledby="findings-title">
      <h2 id="findings-title">Findings</h2>
      {findings.length === 0 && <p class="quiet">Nobody found anything.</p>}
      <Groups groups={findings.filter(({ severity }) => severity !== "chat")} rules={rules} />
      {chats.length > 0 && (
        <details class="chats">
          <summary>
            {count(
              chats.reduce((sum, { total }) => sum + total, 0),
              "chat",
            )}
            : the ordinary course of things, as Wireshark tells it
          </summary>
          <Groups groups={chats} rules={rules} />
        </details>
      )}
    </section>
  );
}

function Groups({
  groups: findings,
  rules,
}: {
  readonly groups: readonly FindingGroupData[];
  readonly rules: ReportPage["rules"];
}) {
  return (
    <div class="finding-groups">
      {findings.map((group) => (
        <Group
          key={`${group.severity} ${group.source} ${group.code}`}
          group={group}
          why={rules[group.code]?.why ?? ""}
        />
      ))}
    </div>
  );
}

function Group({ group, why }: { readonly group: FindingGroupData; readonly why: string }) {
  const { code, severity, source, total, ranges, listed, hint, filter } = group;
  const words = new Map<string, (typeof listed)[number][]>();
  for (const finding of listed) words.set(finding.message, [...(words.get(finding.message) ?? []), finding]);
  const messages = [...words];
  const rest = messages.slice(shownAtOnce);
  return (
    <article class={`finding severity-edge-${severity}`}>
      <h3>
        <SeverityTag severity={severity} /> <a href={`#rule-${code}`}>{code}</a>
        <span class="quiet">
          {" "}
          {source === "wireshark" ? "Wireshark" : "Wiretale"}, {total === 1 ? "once" : count(total, "time")},
          in <FrameLinks ranges={ranges} limit={shownRanges} />
        </span>
      </h3>
      <Messages messages={messages.slice(0, shownAtOnce)} />
      {rest.length > 0 && (
        <details>
          <summary>{count(rest.length, "more message")}</summary>
          <Messages messages={rest} />
          {listed.length < total && (
            <p class="quiet">
              {listed.length} of {total} are listed here.
            </p>
          )}
        </details>
      )}
      <p class="why">
        <Foreign text={why} />
      </p>
      {hint !== undefined && (
        <p>
          <b>What to do:</b> <Foreign text={hint} />
        </p>
      )}
      {filter !== undefined && (
        <p class="quiet">
          In Wireshark:{" "}
          <code>
            <Foreign text={filter} />
          </code>
        </p>
      )}
    </article>
  );
}

function Messages({
  messages,
}: {
  readonly messages: readonly (readonly [string, FindingGroupData["listed"]])[];
}) {
  return (
    <ul class="messages">
      {messages.map(([message, same]) => (
        <li key={message}>
          <Foreign text={message} />{" "}
          <span class="quiet">
            (
            <FrameLinks
              ranges={same.flatMap(({ frames }) => frames).map((frame) => ({ first: frame, last: frame }))}
              limit={6}
            />
            )
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The page of each rule that found something. */
export function Rules({ model }: { readonly model: PageModel }) {
  const { rules } = model.page;
  const codes = Object.keys(rules).sort();
  if (codes.length === 0) return null;
  return (
    <section id="rules" aria-labelledby="rules-title">
      <h2 id="rules-title">Rules that found something</h2>
      <div class="rule-pages">
        {codes.map((code) => {
          const { finds, why, rfc, example, certainty } = rules[code] ?? { finds: "", why: "" };
          return (
            <article key={code} class="rule" id={`rule-${code}`} tabIndex={-1}>
              <h3>{code}</h3>
              <p>{finds}</p>
              <p>
                <b>Why it matters:</b> {why}
              </p>
              {rfc !== undefined && (
                <p>
                  <b>Written in:</b> {rfc}
                </p>
              )}
              {example !== undefined && (
                <p>
                  <b>Example:</b> {example}
                </p>
              )}
              {certainty === "likely" && <p>A frame that the capture lost could explain it too.</p>}
              <p class="quiet">
                <code>wiretale explain {code}</code> shows this on a terminal; docs/validators.md has the
                pages of all rules.
              </p>
            </article>
          );
        })}
      </div>
    </section>
  );
}
