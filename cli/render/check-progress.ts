import { basename } from "node:path";
import type { OutputStream } from "../context.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { createSpinner } from "./progress.js";
import { clip } from "./table.js";

export interface CheckProgress {
  /** Files that are done, and all of them. */
  readonly done: number;
  readonly total: number;
  /** The one under way, and how much of it is read, where its size is known: 0 … 1. */
  readonly name: string;
  readonly part?: number;
}

const barWidth = 24;

/** `[########----------------]  34%  102/297  name.pcap`, in one line of the screen. */
export function formatCheckProgress({ done, total, name, part }: CheckProgress, screen: Screen): string {
  const share = total === 0 ? 1 : (done + Math.min(Math.max(part ?? 0, 0), 1)) / total;
  const filled = Math.min(barWidth, Math.floor(share * barWidth));
  const [full, empty] = screen.unicode ? ["█", "░"] : ["#", "-"];
  const bar = `[${full.repeat(filled)}${empty.repeat(barWidth - filled)}]`;
  const percent = `${Math.min(100, Math.floor(share * 100))}%`.padStart(4);
  const text = `${bar} ${percent}  ${done}/${total}  ${printable(basename(name), screen)}`;
  // The spinner's sign and a space come before it.
  return clip(text, screen.columns - 3, screen.unicode);
}

/** A line that moves while files are checked; nothing at all where nobody watches. */
export interface CheckProgressView {
  update(progress: CheckProgress): void;
  /** Takes the line away so that something else can be written; the next update brings it back. */
  pause(): void;
}

export function createCheckProgress(
  output: OutputStream,
  terminal: NodeJS.WriteStream | undefined,
): CheckProgressView {
  const spinner = createSpinner(output, terminal);
  if (spinner === undefined) return { update: () => undefined, pause: () => undefined };
  return {
    update(progress) {
      spinner.text = formatCheckProgress(progress, output);
      if (!spinner.isSpinning) spinner.start();
    },
    pause: () => void spinner.stop(),
  };
}
