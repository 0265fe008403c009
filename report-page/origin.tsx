import type { FactLabel } from "../src/report/labels.js";
import type { PageModel } from "./model.js";
import { Foreign, FrameLink } from "./words.js";

/** Id of a line of a script on this page. */
export function lineId(conversation: string, attempt: number, line: number): string {
  return `script-${conversation}-${attempt}-${line}`;
}

const factNames: Readonly<Record<FactLabel["fact"], string>> = {
  routerMac: "the router’s hardware address",
  resolvedAddresses: "the address of the name",
  hardwareAddress: "the hardware address",
  addresses: "the address",
  redirect: "where the page has moved",
};

function Fact({ fact: { fact, of, value } }: { readonly fact: FactLabel }) {
  return (
    <>
      {factNames[fact]}
      {of !== undefined && (
        <>
          {" "}
          of <Foreign text={of} />
        </>
      )}{" "}
      <code>
        <Foreign text={[value].flat().join(", ")} />
      </code>
    </>
  );
}

/** `DNS`; of a scenario's clients `DNS 7 of laptop`. */
export function conversationTitle(conversation: string): string {
  const [, client, number, expert] = /^(.+)-(\d+)-([a-z]+)$/u.exec(conversation) ?? [];
  return expert === undefined
    ? conversation.toUpperCase()
    : `${expert.toUpperCase()} ${Number(number)} of ${client}`;
}

/** Where Wiretale's own frame comes from: expert, line, who filled what, what it was built from. */
export function OriginOfFrame({
  model,
  frameNumber,
}: {
  readonly model: PageModel;
  readonly frameNumber: number;
}) {
  const origin = model.origin(frameNumber);
  if (origin === undefined) return null;
  const { conversation, attempt, scriptLine, filled, factsUsed, factsLearned } = origin;
  const script = model.page.run?.conversations
    .find((each) => each.conversation === conversation)
    ?.attempts.find((each) => each.attempt === attempt)?.script;
  const line = script?.split("\n")[scriptLine - 1] ?? "";
  return (
    <div class="origin">
      <p>
        Made by{" "}
        <a href={`#${lineId(conversation, attempt, scriptLine)}`}>
          line {scriptLine} of the {conversationTitle(conversation)} script
        </a>
        {attempt > 1 && `, attempt ${attempt}`}:
      </p>
      <pre>
        <Foreign text={line.trim()} />
      </pre>
      {factsUsed.length > 0 && (
        <p>
          Built from{" "}
          {factsUsed.map((fact, index) => (
            <span key={index}>
              {index > 0 && " and "}
              <Fact fact={fact} />, learned in <LearnedIn fact={fact} />
            </span>
          ))}
          .
        </p>
      )}
      {factsLearned.map((fact, index) => (
        <p key={index}>
          <b>Taught</b> <Fact fact={fact} />.
        </p>
      ))}
      {filled.length > 0 && (
        <details>
          <summary>{filled.length} fields were left open and filled</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">By</th>
              </tr>
            </thead>
            <tbody>
              {filled.map(({ layer, field, by }, index) => (
                <tr key={index}>
                  <td>
                    <Foreign text={`${layer}.${field}`} />
                  </td>
                  <td>
                    <Foreign text={by} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </div>
  );
}

/** The frame that taught a fact, or the conversation where the capture does not have that frame. */
function LearnedIn({ fact: { frameNumber, learnedIn } }: { readonly fact: FactLabel }) {
  if (frameNumber !== undefined) {
    return (
      <>
        frame <FrameLink number={frameNumber} />
      </>
    );
  }
  return (
    <>{learnedIn === undefined ? "no frame" : conversationTitle(learnedIn)}, which was not captured here</>
  );
}
