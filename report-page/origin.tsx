import type { PageModel } from "./model.js";
import { Foreign, FrameLink } from "./words.js";

/** Id of a line of a script on this page. */
export function lineId(conversation: string, attempt: number, line: number): string {
  return `script-${conversation}-${attempt}-${line}`;
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
          line {scriptLine} of the {conversation.toUpperCase()} script
        </a>
        {attempt > 1 && `, attempt ${attempt}`}:
      </p>
      <pre>
        <Foreign text={line.trim()} />
      </pre>
      {factsUsed.length > 0 && (
        <p>
          Built from{" "}
          {factsUsed.map(({ fact, value, frameNumber: from }, index) => (
            <span key={fact}>
              {index > 0 && " and "}
              {fact === "routerMac" ? "the router's hardware address" : "the resolved address"}{" "}
              <code>{[value].flat().join(", ")}</code>, learned in frame <FrameLink number={from} />
            </span>
          ))}
          .
        </p>
      )}
      {factsLearned.map(({ fact, value }) => (
        <p key={fact}>
          <b>Taught</b> {fact === "routerMac" ? "the router's hardware address" : "the address of the name"}:{" "}
          <code>{[value].flat().join(", ")}</code>
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
