import { severities, type Severity } from "../src/contracts/finding.js";
import { escapeText } from "../src/wire/escape-text.js";
import { isFiltering, noFilter, type Filter } from "./filter.js";
import type { PageModel } from "./model.js";
import { count, severityNames } from "./words.js";

/** Choices of a list that a person still reads; beyond, the time line and the search do better. */
const mostChoices = 300;

export function FilterBar({
  model,
  filter,
  setFilter,
  shown,
}: {
  readonly model: PageModel;
  readonly filter: Filter;
  readonly setFilter: (filter: Filter) => void;
  readonly shown: number;
}) {
  const { protocols, capture } = model.page;
  const { hosts, conversations, frames } = capture;
  return (
    <form
      class="filters"
      role="search"
      aria-label="Frames that are shown"
      onSubmit={(event) => event.preventDefault()}
    >
      <label>
        <span>Search</span>
        <input
          type="search"
          value={filter.text}
          placeholder="words of a row"
          onInput={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
        />
      </label>
      <Choice
        name="Protocol"
        value={filter.protocol}
        choices={protocols.map(({ protocol }) => [protocol, escapeText(protocol)])}
        choose={(protocol) => setFilter({ ...filter, protocol })}
      />
      <Choice
        name="Host"
        value={text(filter.host)}
        choices={hosts
          .slice(0, mostChoices)
          .map(({ name, address }, index) => [
            String(index),
            escapeText(address === "" ? name : `${name} (${address})`),
          ])}
        choose={(host) => setFilter({ ...filter, host: number(host) })}
      />
      <Choice
        name="Conversation"
        value={text(filter.conversation)}
        choices={conversations
          .slice(0, mostChoices)
          .map(({ protocol, client, server }, index) => [
            String(index),
            escapeText(`${protocol} ${client} ↔ ${server}`),
          ])}
        choose={(conversation) => setFilter({ ...filter, conversation: number(conversation) })}
      />
      <Choice
        name="Found"
        value={filter.severity ?? ""}
        choices={severities.map((severity) => [severity, `${severityNames[severity]} or worse`])}
        choose={(severity) =>
          setFilter({ ...filter, severity: severity === "" ? undefined : (severity as Severity) })
        }
      />
      <p class="shown" role="status">
        {shown === frames.length
          ? count(shown, "frame")
          : `${shown.toLocaleString("en")} of ${count(frames.length, "frame")}`}
        {isFiltering(filter) && (
          <button type="button" onClick={() => setFilter(noFilter)}>
            Show all
          </button>
        )}
      </p>
    </form>
  );
}

function Choice({
  name,
  value,
  choices,
  choose,
}: {
  readonly name: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly choose: (value: string) => void;
}) {
  return (
    <label>
      <span>{name}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">any</option>
        {choices.map(([each, shown]) => (
          <option key={each} value={each}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}

function text(index: number | undefined): string {
  return index === undefined ? "" : String(index);
}

function number(value: string): number | undefined {
  return value === "" ? undefined : Number(value);
}
