import { useEffect, useState } from "preact/hooks";
import type { RunAttempt, RunConversation } from "../src/report/page/report-page.js";
import type { PageModel } from "./model.js";
import { conversationTitle, lineId } from "./origin.js";
import { count, Foreign, FrameLink, SeverityTag } from "./words.js";

const outcomes = {
  "valid-first": "valid at the first attempt",
  "valid-after-repair": "valid after repair",
  failed: "failed",
  skipped: "skipped",
} as const;

/** How the frames came to be: description, answer, script with its diagnostics, the line that made each frame. */
export function HowItCame({ model }: { readonly model: PageModel }) {
  const { run } = model.page;
  if (run === undefined) return null;
  const isReference = run.writers.some((writer) => writer.isReference);
  return (
    <section id="scripts" aria-labelledby="scripts-title">
      <h2 id="scripts-title">How the frames came to be</h2>
      {isReference && (
        <p class="notice">
          The scripts are the reference writer’s: a program that composes correct scripts by rule, in place of
          a language model.
        </p>
      )}
      {run.conversations.map((conversation) => (
        <Conversation key={conversation.conversation} model={model} conversation={conversation} />
      ))}
    </section>
  );
}

/** So many are shown whole; of more, those that are opened. */
const shownWhole = 4;

function Conversation({
  model,
  conversation,
}: {
  readonly model: PageModel;
  readonly conversation: RunConversation;
}) {
  const { conversation: name, outcome, attempts } = conversation;
  const isAlwaysOpen = (model.page.run?.conversations.length ?? 0) <= shownWhole;
  const [isOpen, setOpen] = useState(isAlwaysOpen || outcome !== "valid-first" || isAskedFor(name));
  useEffect(() => {
    const follow = () => {
      if (isAskedFor(name)) setOpen(true);
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [name]);
  // A line that was asked for is there only now: going to the same address again makes it the target.
  useEffect(() => {
    if (isOpen && isAskedFor(name)) location.replace(location.hash);
  }, [isOpen]);
  const title = (
    <>
      <Foreign text={conversationTitle(name)} />{" "}
      <span class="quiet">
        {outcomes[outcome]}, {count(attempts.length, "attempt")}
      </span>
    </>
  );
  return (
    <article class="conversation">
      <h3>
        {isAlwaysOpen ? (
          title
        ) : (
          <button type="button" class="opener" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span> {title}
          </button>
        )}
      </h3>
      {isOpen && <Attempts model={model} conversation={conversation} />}
    </article>
  );
}

/** Whether the address names a line of this conversation's scripts. */
function isAskedFor(conversation: string): boolean {
  return location.hash.startsWith(`#script-${conversation}-`);
}

function Attempts({
  model,
  conversation: { conversation: name, description, attempts },
}: {
  readonly model: PageModel;
  readonly conversation: RunConversation;
}) {
  return (
    <>
      <p class="description">
        <span class="link-title">Described as</span>
        <code>
          <Foreign text={description} />
        </code>
      </p>
      <div class={attempts.length > 1 ? "attempts several" : "attempts"}>
        {attempts.map((attempt) => (
          <Attempt key={attempt.attempt} model={model} name={name} attempt={attempt} />
        ))}
      </div>
    </>
  );
}

function Attempt({
  model,
  name,
  attempt,
}: {
  readonly model: PageModel;
  readonly name: string;
  readonly attempt: RunAttempt;
}) {
  const {
    attempt: number,
    author,
    outcome,
    cached,
    usage,
    costUsd,
    seed,
    asked,
    answered,
    cleanup,
    findings,
  } = attempt;
  const cost = costUsd === null ? "cost unknown" : `$${costUsd.toFixed(6)}`;
  const how =
    author === "person"
      ? "by hand"
      : `${usage.inputTokens ?? "?"} tokens in, ${usage.outputTokens ?? "?"} out, ${cached ? "from the store" : cost}`;
  return (
    <div class={`attempt ${outcome}`}>
      <h4>
        Attempt {number}: {outcome}
        <span class="quiet">
          {" "}
          <Foreign text={attempt.model} />, {how}, seed {seed}
        </span>
      </h4>
      {findings.length > 0 && (
        <ul class="found">
          {findings.map(({ severity, code, frames, message, hint }, index) => (
            <li key={index}>
              <SeverityTag severity={severity} /> <Foreign text={message} />
              <span class="quiet">
                {" "}
                {code}
                {frames.length > 0 &&
                  `, frame${frames.length === 1 ? "" : "s"} ${frames.slice(0, 3).join(", ")} of this attempt`}
              </span>
              {hint !== undefined && (
                <span class="hint">
                  <Foreign text={hint} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <Script model={model} name={name} attempt={attempt} />
      <details>
        <summary>The question</summary>
        <pre class="text">
          <ForeignLines text={asked} />
        </pre>
      </details>
      {answered !== undefined && (
        <details>
          <summary>The answer before clean-up{cleanup.length > 0 && ` (${cleanup.join(", ")})`}</summary>
          <pre class="text">
            <ForeignLines text={answered} />
          </pre>
        </details>
      )}
    </div>
  );
}

/** Every line with its number, the frames it made, and what is wrong with it. */
function Script({
  model,
  name,
  attempt,
}: {
  readonly model: PageModel;
  readonly name: string;
  readonly attempt: RunAttempt;
}) {
  const made = new Map<number, number[]>();
  (model.page.run?.origins ?? []).forEach((origin, index) => {
    if (origin.conversation !== name || origin.attempt !== attempt.attempt) return;
    made.set(origin.scriptLine, [...(made.get(origin.scriptLine) ?? []), index + 1]);
  });
  return (
    <ol class="script" tabIndex={0} aria-label={`Script of ${name}, attempt ${attempt.attempt}`}>
      {linesOf(attempt.script).map((text, index) => {
        const line = index + 1;
        const diagnostics = attempt.diagnostics.filter((diagnostic) => diagnostic.line === line);
        return (
          <li key={line} id={lineId(name, attempt.attempt, line)} class={made.has(line) ? "made" : ""}>
            <span class="line-number">{line}</span>
            <code>
              <Foreign text={text} />
              {(made.get(line) ?? []).map((frame) => (
                <span key={frame} class="made-frame">
                  <FrameLink number={frame} text={`frame ${frame}`} />
                </span>
              ))}
              {diagnostics.map(({ severity, code, column, message, hint }, place) => (
                <span key={place} class="diagnostic">
                  {" ".repeat(Math.max(0, column - 1))}^ <SeverityTag severity={severity} />{" "}
                  <Foreign text={message} /> [{code}]
                  {hint !== undefined && (
                    <>
                      {" "}
                      <Foreign text={hint} />
                    </>
                  )}
                </span>
              ))}
            </code>
          </li>
        );
      })}
    </ol>
  );
}

/** Without the empty one after a final line end. */
function linesOf(text: string): readonly string[] {
  return text.replace(/\r?\n$/u, "").split(/\r?\n/u);
}

function ForeignLines({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/\r?\n/u).map((line, index) => (
        <span key={index}>
          <Foreign text={line} />
          {"\n"}
        </span>
      ))}
    </>
  );
}
