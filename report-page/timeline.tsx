import type { Filter } from "./filter.js";
import type { PageModel } from "./model.js";
import { Foreign, hueOf, Protocol, seconds } from "./words.js";
import { VirtualRows } from "./virtual-rows.js";

const rowHeight = 34;
/** Marks drawn of one conversation: more would stand on each other. */
const mostMarks = 2_000;
/** Units across the drawing. */
const breadth = 1000;

/** All conversations over time: a bar from first to last frame, a mark for each frame. */
export function Timeline({
  model,
  filter,
  setFilter,
}: {
  readonly model: PageModel;
  readonly filter: Filter;
  readonly setFilter: (filter: Filter) => void;
}) {
  const { conversations } = model.page.capture;
  return (
    <section id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">Time line</h2>
      <p class="quiet">
        {seconds(model.duration)} from left to right. Choose a conversation to see its frames alone.
      </p>
      <VirtualRows
        class="timeline"
        role="list"
        label="Time line of conversations"
        count={conversations.length}
        rowHeight={rowHeight}
        render={(index) => {
          const conversation = conversations[index];
          if (conversation === undefined) return null;
          const { protocol, client, server, frames } = conversation;
          const isChosen = filter.conversation === index;
          return (
            <div role="listitem" key={index} class={`span ${isChosen ? "selected" : ""}`}>
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => setFilter({ ...filter, conversation: isChosen ? undefined : index })}
              >
                <Protocol name={protocol} />{" "}
                <span class="span-ends">
                  <Foreign text={`${client} ↔ ${server}`} />
                </span>{" "}
                <span class="quiet">{frames}</span>
              </button>
              <svg
                viewBox={`0 0 ${breadth} 20`}
                preserveAspectRatio="none"
                aria-hidden="true"
                class={`hue-${hueOf(protocol)}`}
              >
                <path d={marks(model, index)} />
              </svg>
            </div>
          );
        }}
      />
    </section>
  );
}

/** A stroke for each frame, and one along them. */
function marks(model: PageModel, conversation: number): string {
  const numbers = model.framesOf[conversation] ?? [];
  if (numbers.length === 0) return "";
  const step = Math.ceil(numbers.length / mostMarks);
  const places = numbers
    .filter((_, index) => index % step === 0 || index === numbers.length - 1)
    .map((number) => Number(model.frame(number)?.time ?? 0) - model.earliest)
    .map((time) => (breadth * time) / model.duration);
  const first = Math.min(...places);
  const last = Math.max(...places);
  return `M${first.toFixed(1)} 10H${last.toFixed(1)}${places.map((place) => `M${place.toFixed(1)} 3V17`).join("")}`;
}
