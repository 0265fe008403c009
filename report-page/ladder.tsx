import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { FrameData } from "../src/report/page/capture-data.js";
import type { FrameListProps } from "./packet-list.js";
import { lanesOf, type Lanes } from "./lanes.js";
import type { PageModel } from "./model.js";
import { Foreign, frameHash, hueOf, severityNames } from "./words.js";
import { VirtualRows } from "./virtual-rows.js";
import { moveSelection } from "./keys.js";

const rowHeight = 38;

/** A lifeline for each host, time downwards, an arrow for each frame; what a frame says in full is told below. */
export function Ladder({ model, frames, selected }: FrameListProps) {
  const [pointed, setPointed] = useState<FrameData | undefined>(undefined);
  const [lanesWidth, setLanesWidth] = useState(600);
  const lanes = lanesOf(model.page.capture.hosts, frames);
  const drawn = frames.filter(({ from, to }) => from !== undefined && to !== undefined);
  if (drawn.length === 0) return <p class="quiet">No frame here says who speaks to whom.</p>;
  return (
    <>
      <VirtualRows
        class="ladder"
        role="list"
        label="Ladder diagram"
        count={drawn.length}
        rowHeight={rowHeight}
        reveal={drawn.findIndex(({ frameNumber }) => frameNumber === selected)}
        onKeyDown={(event) => moveSelection(event, drawn, selected)}
        head={<LadderHead lanes={lanes} setWidth={setLanesWidth} />}
        render={(index) => {
          const frame = drawn[index];
          return (
            frame && (
              <LadderRow
                key={frame.frameNumber}
                {...{ model, frame, lanes, lanesWidth, setPointed }}
                isSelected={frame.frameNumber === selected}
              />
            )
          );
        }}
      />
      <PointedFrame model={model} frame={pointed} />
    </>
  );
}

function LadderHead({
  lanes,
  setWidth,
}: {
  readonly lanes: Lanes;
  readonly setWidth: (pixels: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="step head">
      <span>No.</span>
      <span class="number time">Time</span>
      <div class="lanes" ref={box}>
        {lanes.list.map(({ name, address }, index) => (
          <span
            key={index}
            class="lane-name"
            style={{ left: `${lanes.place(index)}%`, maxWidth: `${lanes.gap}%` }}
            title={name}
          >
            <b>
              <Foreign text={name} />
            </b>
            {address !== "" && (
              <span class="lane-address">
                <Foreign text={address} />
              </span>
            )}
          </span>
        ))}
      </div>
    </div>
  );
}

function LadderRow({
  model,
  frame,
  lanes,
  isSelected,
  lanesWidth,
  setPointed,
}: {
  readonly model: PageModel;
  readonly frame: FrameData;
  readonly lanes: Lanes;
  readonly isSelected: boolean;
  /** Pixels. */
  readonly lanesWidth: number;
  readonly setPointed: (frame: FrameData | undefined) => void;
}) {
  const { frameNumber, time, label, mark, protocol, from = 0, to = 0 } = frame;
  const severity = model.severityOf.get(frameNumber);
  const ends = [lanes.place(lanes.indexOf(from)), lanes.place(lanes.indexOf(to))] as const;
  const left = Math.min(...ends);
  const width = Math.abs(ends[0] - ends[1]);
  const direction = ends[0] === ends[1] ? "self" : ends[0] < ends[1] ? "right" : "left";
  const text = mark === undefined ? label : `${label} · ${mark}`;
  return (
    <div role="listitem">
      <a
        href={frameHash(frameNumber)}
        class={`step ${severity === undefined ? "" : `has-${severity}`} ${mark === undefined ? "" : "marked"} ${isSelected ? "selected" : ""}`}
        {...(isSelected ? { "aria-current": "true" as const } : {})}
        onMouseEnter={() => setPointed(frame)}
        onFocus={() => setPointed(frame)}
      >
        <span class="number">{frameNumber}</span>
        <span class="number time">{time}</span>
        <span class="lanes">
          {lanes.list.map((_, index) => (
            <span key={index} class="lifeline" style={{ left: `${lanes.place(index)}%` }} />
          ))}
          <span
            class={`arrow ${direction} hue-${hueOf(protocol)}`}
            style={{ left: `${left}%`, width: `${width}%` }}
          />
          <span class="arrow-text" style={textPlace(left, width, text, lanesWidth)}>
            <span>
              <Foreign text={text} />
            </span>
          </span>
          <span class="unseen">
            , from <Foreign text={lanes.list[lanes.indexOf(from)]?.name ?? ""} /> to{" "}
            <Foreign text={lanes.list[lanes.indexOf(to)]?.name ?? ""} />
            {severity !== undefined && `, ${severityNames[severity]}`}
          </span>
        </span>
      </a>
    </div>
  );
}

/** Pixels of a letter, and of what stands around a text. */
const letterWidth = 8.2;
const textMargin = 36;

/** Over its arrow; where that is too short for it, from one end of the arrow into the wider half. */
function textPlace(left: number, width: number, text: string, lanesWidth: number): Record<string, string> {
  const wanted = (100 * (text.length * letterWidth + textMargin)) / Math.max(1, lanesWidth);
  if (wanted <= width) return { left: `${left}%`, width: `${width}%` };
  const middle = left + width / 2;
  const half = Math.min(wanted / 2, Math.max(width / 2, Math.min(middle, 100 - middle)));
  if (half * 2 >= wanted) return { left: `${middle - half}%`, width: `${half * 2}%` };
  return middle > 50
    ? { left: "0%", width: `${left + width}%`, justifyContent: "flex-end" }
    : { left: `${left}%`, width: `${100 - left}%`, justifyContent: "flex-start" };
}

/** What the arrow under the pointer, or the one that has the focus, stands for. */
function PointedFrame({
  model,
  frame,
}: {
  readonly model: PageModel;
  readonly frame: FrameData | undefined;
}) {
  if (frame === undefined)
    return <p class="pointed quiet">Point at an arrow, or move to one by keyboard, for its details.</p>;
  const { frameNumber, time, source, destination, protocol, length, info, mark } = frame;
  const found = model.findingsOf.get(frameNumber) ?? [];
  return (
    <p class="pointed">
      <b>Frame {frameNumber}</b>, {time} s: <Foreign text={`${source} → ${destination}`} />, {protocol},{" "}
      {length} octets. <Foreign text={info} />
      {mark !== undefined && <span class="mark">{mark}</span>}
      {found.slice(0, 2).map(({ group, finding }, index) => (
        <span key={index}>
          {" "}
          <span class={`tag severity-${group.severity}`}>{severityNames[group.severity]}</span>{" "}
          <Foreign text={finding.message} />
        </span>
      ))}
    </p>
  );
}
