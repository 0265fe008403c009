import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { roundTripKinds, type FrameData, type RoundTrip } from "../src/report/page/capture-data.js";
import { useIsDark } from "./media.js";
import type { PageModel } from "./model.js";
import { count, frameHash, seconds } from "./words.js";

/** One mark of a plot: when, how much, and which frame it is about. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly frame: number;
}

interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

/** Sizes, gaps and round-trip times of the frames that are shown, over time. */
export function Plots({
  model,
  frames,
}: {
  readonly model: PageModel;
  readonly frames: readonly FrameData[];
}) {
  const shown = new Set(frames.map(({ frameNumber }) => frameNumber));
  const trips = model.page.capture.roundTrips.filter(({ answer }) => shown.has(answer));
  return (
    <section id="plots" aria-labelledby="plots-title">
      <h2 id="plots-title">Sizes and times</h2>
      <div class="plots">
        <Plot title="Frame sizes" unit={(value) => `${Math.round(value)} B`} series={sizes(frames)} />
        <Plot title="Gaps between frames" unit={seconds} isLogarithmic series={gaps(frames)} />
        <Plot title="Round-trip times" unit={seconds} isLogarithmic series={roundTrips(model, trips)} />
      </div>
    </section>
  );
}

/** Series told apart by colour; what is beyond shares the last one. */
const mostSeries = 5;

function sizes(frames: readonly FrameData[]): readonly Series[] {
  const byProtocol = new Map<string, Point[]>();
  for (const { protocol, time, length, frameNumber } of frames) {
    const points = byProtocol.get(protocol) ?? [];
    byProtocol.set(protocol, points);
    points.push({ x: Number(time), y: length, frame: frameNumber });
  }
  const all = [...byProtocol].sort(([, one], [, other]) => other.length - one.length);
  const rest = all.slice(mostSeries - 1).flatMap(([, points]) => points);
  const named = all.slice(0, mostSeries - 1).map(([name, points]) => ({ name, points }));
  return rest.length === 0 ? named : [...named, { name: "other", points: rest }];
}

/** A logarithmic axis has no zero: what is no later, or earlier, stands at half a microsecond. */
const leastSeconds = 5e-7;

function gaps(frames: readonly FrameData[]): readonly Series[] {
  const points = frames.slice(1).map(({ time, frameNumber }, index): Point => {
    const gap = Number(time) - Number(frames[index]?.time ?? 0);
    return { x: Number(time), y: gap, frame: frameNumber };
  });
  return [{ name: "to the frame before", points }];
}

function roundTrips(model: PageModel, trips: readonly RoundTrip[]): readonly Series[] {
  return roundTripKinds
    .map((name) => ({
      name,
      points: trips
        .filter(({ kind }) => kind === name)
        .map(({ answer, seconds: time }): Point => {
          const x = Number(model.frame(answer)?.time ?? 0);
          return { x, y: time, frame: answer };
        }),
    }))
    .filter(({ points }) => points.length > 0);
}

interface PlotProps {
  readonly title: string;
  readonly unit: (value: number) => string;
  readonly isLogarithmic?: boolean;
  readonly series: readonly Series[];
}

function Plot({ title, unit, isLogarithmic = false, series }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();
  const key = series.map(({ name, points }) => `${name} ${points.length} ${points[0]?.frame}`).join();
  useEffect(() => {
    const element = box.current;
    if (element === null || series.length === 0) return undefined;
    return drawPlot(element, { unit, isLogarithmic, series });
  }, [isDark, key]);
  const all = series.flatMap(({ points }) => points);
  return (
    <figure class="plot">
      <figcaption>
        <b>{title}</b> <span class="quiet">{describePoints(all, unit)}</span>
      </figcaption>
      {all.length > 0 && (
        <>
          <div ref={box} role="img" aria-label={`${title}: ${describePoints(all, unit)}`} />
          <ul class="legend">
            {series.map(({ name, points }, index) => (
              <li key={name} class={`series-${index}`}>
                {name} <span class="quiet">{points.length}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </figure>
  );
}

/** `64 values, 60 B to 1514 B, half of them at most 74 B`. */
function describePoints(points: readonly Point[], unit: (value: number) => string): string {
  if (points.length === 0) return "nothing to show";
  const sorted = points.map(({ y }) => y).sort((one, other) => one - other);
  const at = (part: number) => unit(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
  if (points.length === 1) return `1 value, ${at(0)}`;
  return `${count(points.length, "value")}, ${at(0)} to ${at(1)}, half of them at most ${at(0.5)}`;
}

const plotHeight = 220;

function powersOfTen(least: number, most: number): number[] {
  const first = Math.ceil(Math.log10(least) - 1e-9);
  const last = Math.floor(Math.log10(most) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => 10 ** (first + index));
}

/** Draws into the element; the answer undoes it. A click chooses the nearest frame. */
function drawPlot(
  element: HTMLElement,
  { unit, isLogarithmic, series }: Omit<PlotProps, "title">,
): () => void {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color("--quiet"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
  };
  const points = series.flatMap((each, index) => each.points.map((point) => ({ ...point, index })));
  points.sort((one, other) => one.x - other.x);
  const heightOf = ({ y }: Point) => (isLogarithmic ? Math.max(leastSeconds, y) : y);
  const data: UPlot.AlignedData = [
    points.map(({ x }) => x),
    ...series.map((_, index) => points.map((point) => (point.index === index ? heightOf(point) : null))),
  ];
  const plot = new UPlot(
    {
      width: Math.max(200, element.clientWidth),
      height: plotHeight,
      legend: { show: false },
      cursor: { drag: { x: true, y: false }, points: { size: 8 } },
      scales: { x: { time: false }, y: isLogarithmic ? { distr: 3 } : {} },
      axes: [
        {
          ...axis,
          values: (_, splits) => splits.map((value) => `${+value.toPrecision(6)} s`),
          space: 70,
          size: 34,
        },
        {
          ...axis,
          values: (_, splits) => splits.map((value) => (value === null ? "" : unit(value))),
          size: 66,
          ...(isLogarithmic
            ? { splits: (_: UPlot, __: number, least: number, most: number) => powersOfTen(least, most) }
            : {}),
        },
      ],
      series: [
        {},
        ...series.map((_, index) => ({
          stroke: color(`--series-${index}`),
          paths: () => null,
          points: { show: true, size: 5, fill: color(`--series-${index}`), width: 0 },
        })),
      ],
    },
    data,
    element,
  );
  const choose = () => {
    const frame = points[plot.cursor.idx ?? -1]?.frame;
    if (frame !== undefined) location.hash = frameHash(frame);
  };
  plot.over.addEventListener("click", choose);
  const observer = new ResizeObserver(() =>
    plot.setSize({ width: Math.max(200, element.clientWidth), height: plotHeight }),
  );
  observer.observe(element);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}
