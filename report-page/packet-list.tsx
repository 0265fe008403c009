import type { FrameData } from "../src/report/page/capture-data.js";
import { moveSelection } from "./keys.js";
import type { PageModel } from "./model.js";
import { Foreign, frameHash, Protocol, severityNames } from "./words.js";
import { VirtualRows } from "./virtual-rows.js";
import { useIsNarrow } from "./media.js";

const wideRow = 28;
/** Info goes on a line of its own. */
const narrowRow = 58;

export interface FrameListProps {
  readonly model: PageModel;
  /** Those that the filter leaves. */
  readonly frames: readonly FrameData[];
  readonly selected: number | undefined;
}

/** The packet list: tshark's columns, a row for each frame. */
export function PacketList({ model, frames, selected }: FrameListProps) {
  const isNarrow = useIsNarrow();
  return (
    <VirtualRows
      class={isNarrow ? "packets narrow" : "packets"}
      role="table"
      label="Packet list"
      count={frames.length}
      rowHeight={isNarrow ? narrowRow : wideRow}
      reveal={frames.findIndex(({ frameNumber }) => frameNumber === selected)}
      onKeyDown={(event) => moveSelection(event, frames, selected)}
      head={
        <div class="packet head" role="row">
          <span role="columnheader">No.</span>
          <span role="columnheader">Time</span>
          <span role="columnheader">Source</span>
          <span role="columnheader">Destination</span>
          <span role="columnheader">Protocol</span>
          <span role="columnheader">Length</span>
          <span role="columnheader">Info</span>
        </div>
      }
      render={(index) => {
        const frame = frames[index];
        return (
          frame && (
            <PacketRow
              key={frame.frameNumber}
              {...{ model, frame, index }}
              isSelected={frame.frameNumber === selected}
            />
          )
        );
      }}
    />
  );
}

function PacketRow({
  model,
  frame,
  index,
  isSelected,
}: {
  readonly model: PageModel;
  readonly frame: FrameData;
  readonly index: number;
  readonly isSelected: boolean;
}) {
  const { frameNumber, time, source, destination, protocol, length, info, mark } = frame;
  const severity = model.severityOf.get(frameNumber);
  return (
    <div
      class={`packet ${severity === undefined ? "" : `has-${severity}`} ${isSelected ? "selected" : ""}`}
      role="row"
      aria-rowindex={index + 2}
      {...(isSelected ? { "aria-current": "true" as const } : {})}
      onClick={() => {
        location.hash = frameHash(frameNumber);
      }}
    >
      <span role="cell" class="number">
        <a href={frameHash(frameNumber)}>{frameNumber}</a>
        {severity !== undefined && <span class="unseen"> {severityNames[severity]}</span>}
      </span>
      <span role="cell" class="number">
        {time}
      </span>
      <span role="cell" class="address">
        <Foreign text={source} />
      </span>
      <span role="cell" class="address">
        <Foreign text={destination} />
      </span>
      <span role="cell">
        <Protocol name={protocol} />
      </span>
      <span role="cell" class="number">
        {length}
      </span>
      <span role="cell" class="info">
        {mark !== undefined && <span class="mark">{mark}</span>}
        <Foreign text={info} />
      </span>
    </div>
  );
}
