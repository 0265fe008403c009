import { useEffect, useMemo, useState } from "preact/hooks";
import { isAtLeast } from "../src/contracts/finding.js";
import { HowItCame } from "./attempts.js";
import { Facts } from "./facts.js";
import { filterFrames, noFilter } from "./filter.js";
import { FilterBar } from "./filter-bar.js";
import { Findings, Rules } from "./findings.js";
import { FrameDetail } from "./frame-detail.js";
import { frameOfHash } from "./keys.js";
import { Ladder } from "./ladder.js";
import type { PageModel } from "./model.js";
import { Overview, Verdict } from "./overview.js";
import { PacketList } from "./packet-list.js";
import { Plots } from "./plots.js";
import { Timeline } from "./timeline.js";
import { Foreign } from "./words.js";

export function App({ model }: { readonly model: PageModel }) {
  const { page } = model;
  const [filter, setFilter] = useState(noFilter);
  const frames = useMemo(() => filterFrames(model, filter), [model, filter]);
  const selected = useSelectedFrame(model);
  const frame = model.frame(selected);
  return (
    <>
      <header class="top">
        <div class="top-line">
          <span class="brand">Wiretale</span>
          <h1>
            <Foreign text={page.title} />
          </h1>
          <Verdict model={model} />
        </div>
        <nav aria-label="Parts of this page">
          <a href="#overview">Overview</a>
          <a href="#findings">Findings</a>
          <a href="#addresses">Addresses</a>
          <a href="#frames">Frames</a>
          <a href="#timeline">Time line</a>
          <a href="#plots">Plots</a>
          {page.run !== undefined && <a href="#scripts">Scripts</a>}
          {page.findings.length > 0 && <a href="#rules">Rules</a>}
        </nav>
      </header>
      <main>
        <Overview model={model} />
        <Findings model={model} />
        <Facts model={model} />
        <section id="frames" aria-labelledby="frames-title">
          <h2 id="frames-title">Frames</h2>
          <FilterBar model={model} filter={filter} setFilter={setFilter} shown={frames.length} />
          {frames.length === 0 ? (
            <p class="quiet">No frame is left by this filter.</p>
          ) : (
            <div class="frames">
              <PacketList model={model} frames={frames} selected={selected} />
              <div>
                <Ladder model={model} frames={frames} selected={selected} />
              </div>
              {frame !== undefined && <FrameDetail model={model} frame={frame} frames={frames} />}
            </div>
          )}
        </section>
        <Timeline model={model} filter={filter} setFilter={setFilter} />
        <Plots model={model} frames={frames} />
        <HowItCame model={model} />
        <Rules model={model} />
      </main>
    </>
  );
}

/** The frame that the address names; at first the first one with the worst fault, else the first of all. */
function useSelectedFrame(model: PageModel): number {
  const [selected, setSelected] = useState(() => frameOfHash() ?? firstToSee(model));
  useEffect(() => {
    const follow = () => {
      const number = frameOfHash();
      if (number === undefined) {
        document.getElementById(location.hash.slice(1))?.scrollIntoView();
        return;
      }
      setSelected(number);
      requestAnimationFrame(showDetail);
    };
    if (location.hash !== "") follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return selected;
}

/** Pixels of the chosen frame's details that must be in sight; where they are, the page stays where it is. */
const enoughOfDetail = 200;

function showDetail(): void {
  const detail = document.querySelector(".detail");
  if (detail === null) return;
  const { top, bottom } = detail.getBoundingClientRect();
  const isInSight = top < innerHeight - enoughOfDetail && bottom > enoughOfDetail;
  if (!isInSight) detail.scrollIntoView({ block: top > 0 ? "nearest" : "start" });
}

function firstToSee({ page }: PageModel): number {
  const fault = page.findings.find(
    ({ severity, ranges }) => isAtLeast(severity, "warn") && ranges.length > 0,
  );
  return fault?.ranges[0]?.first ?? page.capture.frames[0]?.frameNumber ?? 1;
}
