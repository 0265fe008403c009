/** Lifelines for the frames that are shown: the hosts that speak, the most talkative ones where they are too many. */
import type { FrameData } from "../src/report/page/capture-data.js";
import type { Participant } from "../src/report/ladder.js";

/** Lifelines that still stand apart; all other hosts share one more. */
export const mostLanes = 7;

export interface Lanes {
  readonly list: readonly Participant[];
  /** Which lifeline a host has. */
  indexOf(host: number): number;
  /** Where a lifeline stands, in per cent of the width. */
  place(lane: number): number;
  /** Between two of them, in per cent. */
  readonly gap: number;
}

export function lanesOf(hosts: readonly Participant[], frames: readonly FrameData[]): Lanes {
  const spoken = new Map<number, number>();
  for (const { from, to } of frames) {
    for (const host of [from, to]) {
      if (host !== undefined) spoken.set(host, (spoken.get(host) ?? 0) + 1);
    }
  }
  const byTalk = [...spoken].sort(([, one], [, other]) => other - one).map(([host]) => host);
  const isCrowded = byTalk.length > mostLanes + 1;
  const shown = (isCrowded ? byTalk.slice(0, mostLanes) : byTalk).sort((one, other) => one - other);
  const places = new Map(shown.map((host, index) => [host, index]));
  const named = shown.map((host) => hosts[host] ?? { name: "?", address: "" });
  const others = { name: `${byTalk.length - shown.length} others`, address: "" };
  const list = isCrowded ? [...named, others] : named;
  const gap = 100 / list.length;
  return {
    list,
    indexOf: (host) => places.get(host) ?? list.length - 1,
    place: (lane) => gap * (lane + 0.5),
    gap,
  };
}
