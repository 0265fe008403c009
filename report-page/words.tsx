/** Small pieces that every part of the page uses: foreign text, severities, links to frames. */
import { severities, type Severity } from "../src/contracts/finding.js";
import type { FrameRange } from "../src/report/frame-ranges.js";
import { escapeText } from "../src/wire/escape-text.js";

/** Text from captures, models and files: what would steer the reader's eyes is shown as escapes. */
export function Foreign({ text }: { readonly text: string }) {
  return <>{escapeText(text)}</>;
}

export const severityNames: Readonly<Record<Severity, string>> = {
  error: "error",
  warn: "warning",
  note: "note",
  chat: "chat",
};

/** Worst first. */
export const worstFirst = [...severities].reverse();

export function SeverityTag({ severity }: { readonly severity: Severity }) {
  return <span class={`tag severity-${severity}`}>{severityNames[severity]}</span>;
}

/** `15 frames`, `1 frame`. */
export function count(number: number, word: string): string {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}

export function frameHash(number: number): string {
  return `#frame-${number}`;
}

export function FrameLink({ number, text }: { readonly number: number; readonly text?: string }) {
  return <a href={frameHash(number)}>{text ?? number}</a>;
}

/** Frames as links, ranges as two; at most so many ranges. */
export function FrameLinks({
  ranges,
  limit,
}: {
  readonly ranges: readonly FrameRange[];
  readonly limit: number;
}) {
  if (ranges.length === 0) return <>the whole capture</>;
  const left = ranges.slice(limit).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const isOne = ranges.length === 1 && ranges[0]?.first === ranges[0]?.last;
  return (
    <span>
      frame{isOne ? "" : "s"}{" "}
      {ranges.slice(0, limit).map(({ first, last }, index) => (
        <span key={first}>
          {index > 0 && ", "}
          <FrameLink number={first} />
          {last > first && (
            <>
              –<FrameLink number={last} />
            </>
          )}
        </span>
      ))}
      {left > 0 && ` and ${left} more`}
    </span>
  );
}

/** A hue for each protocol people know by colour. */
const protocolHues: Readonly<Record<string, string>> = {
  ARP: "amber",
  DNS: "cyan",
  DHCP: "cyan",
  HTTP: "green",
  TCP: "violet",
  UDP: "blue",
  ICMP: "pink",
  ICMPv6: "pink",
};

export function hueOf(protocol: string): string {
  return protocolHues[protocol] ?? "grey";
}

export function Protocol({ name }: { readonly name: string }) {
  return (
    <span class={`protocol hue-${hueOf(name)}`}>
      <Foreign text={name} />
    </span>
  );
}

/** Three digits, no zeros for show. */
function significant(value: number): string {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Seconds in a unit that a person would choose: `531 µs`, `1.5 ms`, `2 s`. */
export function seconds(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 1e-6) return `${significant(value * 1e9)} ns`;
  if (size < 1e-3) return `${significant(value * 1e6)} µs`;
  if (size < 1) return `${significant(value * 1e3)} ms`;
  return `${significant(value)} s`;
}
