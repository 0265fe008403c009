import type { FactData } from "../src/report/page/capture-data.js";
import type { PageModel } from "./model.js";
import { conversationTitle } from "./origin.js";
import { count, Foreign, FrameLink, FrameLinks } from "./words.js";

const shownFacts = 12;

/** The chain of what frames teach: a question, the answer a value was read from, the frames that go by it. */
export function Facts({ model }: { readonly model: PageModel }) {
  const { facts } = model.page.capture;
  const rest = facts.slice(shownFacts);
  return (
    <section id="addresses" aria-labelledby="addresses-title">
      <h2 id="addresses-title">Where addresses come from</h2>
      <p class="quiet">
        Read from the frames: what was asked, which frame answered, and which later frames go by the answer.
        {model.page.run !== undefined &&
          " Later scripts were given what earlier frames taught, and no value that was drawn beforehand."}
      </p>
      <GivenAddresses model={model} />
      {facts.length === 0 && (
        <p class="quiet">
          No frame teaches an address: there is no answered ARP request, and no DNS answer with one.
        </p>
      )}
      <ol class="chains">
        {facts.slice(0, shownFacts).map((fact, index) => (
          <Chain key={index} model={model} fact={fact} />
        ))}
      </ol>
      {rest.length > 0 && (
        <details>
          <summary>{count(rest.length, "more")}</summary>
          <ol class="chains">
            {rest.map((fact, index) => (
              <Chain key={index} model={model} fact={fact} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

/** Of a run: addresses that its scenario gave, so that no frame had to teach them. */
function GivenAddresses({ model }: { readonly model: PageModel }) {
  const given = model.page.run?.given ?? [];
  if (given.length === 0) return null;
  return (
    <p>
      Given by the scenario:{" "}
      {given.map(({ host, address }, index) => (
        <span key={address}>
          {index > 0 && ", "}
          <Foreign text={host} />{" "}
          <code>
            <Foreign text={address} />
          </code>
        </span>
      ))}
      . Everything else was learned:
    </p>
  );
}

function Chain({ model, fact }: { readonly model: PageModel; readonly fact: FactData }) {
  const { kind, subject, values, askedIn, readFrom, usedIn, usedFrames } = fact;
  const isHardware = kind === "hardware-address";
  const givenTo = whoWasGiven(model, readFrom);
  return (
    <li class="chain">
      <div class="link">
        <span class="link-title">
          {isHardware ? "ARP request" : "DNS query"}, frame <FrameLink number={askedIn} />
        </span>
        <span>
          {isHardware ? "Who has " : "Which address has "}
          <Foreign text={subject} />?
        </span>
      </div>
      <div class="link learned">
        <span class="link-title">
          {isHardware ? "ARP reply" : "DNS answer"}, frame <FrameLink number={readFrom} />
        </span>
        <span>
          <Foreign text={subject} /> is {isHardware ? "at " : ""}
          <b>
            <Foreign text={values.join(", ")} />
          </b>
        </span>
      </div>
      <div class="link">
        <span class="link-title">
          {usedFrames === 0 ? "Not used" : count(usedFrames, "frame")}
          {givenTo !== "" && `, given to ${givenTo}`}
        </span>
        <span>
          {usedFrames > 0 && (
            <>
              {isHardware ? "sent to that hardware address: " : "to and from that address: "}
              <FrameLinks ranges={usedIn} limit={6} />
            </>
          )}
        </span>
      </div>
    </li>
  );
}

/** Conversations that are named one by one; more are counted. */
const namedConversations = 3;

/** Whose scripts were built from what a frame taught; nothing where nobody's were. */
function whoWasGiven({ page }: PageModel, frameNumber: number): string {
  const given = (page.run?.origins ?? []).filter(({ factsUsed }) =>
    factsUsed.some((fact) => fact.frameNumber === frameNumber),
  );
  const names = [...new Set(given.map(({ conversation }) => conversationTitle(conversation)))];
  if (names.length === 0) return "";
  if (names.length > namedConversations) return `${names.length} conversations`;
  return names.join(" and ");
}
