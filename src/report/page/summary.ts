/** The first sentences of a page. */
import { severities, type Severity, type SeverityCounts } from "../../contracts/finding.js";
import type { CaptureData, FrameData } from "./capture-data.js";
import type { JudgeData, ProtocolCount } from "./report-page.js";

/** `15 frames of 3 conversations between 3 hosts in 0.050376 s: 7 TCP, 4 HTTP, 2 ARP, 2 DNS.` */
export function describeCapture(capture: CaptureData, protocols: readonly ProtocolCount[]): string {
  const { frames, totalFrames, conversations, hosts } = capture;
  if (totalFrames === 0) return "The capture has no frames.";
  const span = `${timeSpan(frames).seconds.toFixed(6)} s`;
  const shown = protocols.slice(0, 6).map(({ protocol, frames: count }) => `${count} ${protocol}`);
  const more = protocols.length > 6 ? `, and ${protocols.length - 6} more protocols` : "";
  const what = `${count(totalFrames, "frame")} of ${count(conversations.length, "conversation")} between ${count(hosts.length, "host")}`;
  return `${what} in ${span}: ${shown.join(", ")}${more}.`;
}

/** From the earliest frame to the latest: times may run back. Seconds, counted from the first frame. */
export function timeSpan(frames: readonly Pick<FrameData, "time">[]): {
  readonly earliest: number;
  readonly seconds: number;
} {
  let [earliest, latest] = [0, 0];
  for (const frame of frames) {
    const time = Number(frame.time);
    earliest = Math.min(earliest, time);
    latest = Math.max(latest, time);
  }
  return { earliest, seconds: latest - earliest };
}

/** `Wiretale finds nothing. Wireshark finds 2 notes and 4 chats.` */
export function describeJudges(judges: readonly JudgeData[]): string {
  return judges
    .map((judge) =>
      "missing" in judge
        ? `${judge.name} was not asked: ${judge.missing}.`
        : `${judge.name} finds ${describeCounts(judge.counts)}.`,
    )
    .join(" ");
}

const names: Readonly<Record<Severity, string>> = {
  error: "error",
  warn: "warning",
  note: "note",
  chat: "chat",
};

function describeCounts(counts: SeverityCounts): string {
  const found = [...severities]
    .reverse()
    .filter((severity) => counts[severity] > 0)
    .map((severity) => count(counts[severity], names[severity]));
  if (found.length < 2) return found[0] ?? "nothing";
  return `${found.slice(0, -1).join(", ")} and ${found.at(-1)}`;
}

/** The worst severity that anybody found. */
export function worstOf(judges: readonly JudgeData[]): Severity | "clean" {
  const isFound = (severity: Severity) =>
    judges.some((judge) => "counts" in judge && judge.counts[severity] > 0);
  return severities.findLast(isFound) ?? "clean";
}

/** Most frames first, then by name. */
export function countProtocols({ frames }: CaptureData): readonly ProtocolCount[] {
  const counts = new Map<string, { protocol: string; frames: number; octets: number }>();
  for (const { protocol, length } of frames) {
    const known = counts.get(protocol) ?? { protocol, frames: 0, octets: 0 };
    counts.set(protocol, known);
    known.frames += 1;
    known.octets += length;
  }
  return [...counts.values()].sort(
    (one, other) => other.frames - one.frames || (one.protocol < other.protocol ? -1 : 1),
  );
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
