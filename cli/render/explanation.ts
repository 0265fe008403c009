import stringWidth from "string-width";
import type { Diagnostic } from "../../src/contracts/finding.js";
import type { TracedValue } from "../../src/interpreter/trace.js";
import type { ExplainedFrame, ExplainedStatement } from "../explain-script.js";
import { formatSeconds } from "../../src/report/format-seconds.js";
import { groupBy } from "../group-by.js";
import { excerpt } from "./diagnostics.js";
import { severityColor } from "./findings.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { wrapText } from "./table.js";

/** Characters of a source line that are shown. */
const longestLine = 2000;
/** Characters of a value that shares its line with those after it. */
const longestChained = 40;

/**
 * A script beside what it did: every source line with its number; below each statement, indented, the values it assigned,
 * its sleeps, the frames it made; diagnostics under the line they point at. Times are seconds after the start
 * (`startMicros`, since the epoch).
 */
export function renderExplanation(
  statements: readonly ExplainedStatement[],
  startMicros: bigint,
  screen: Screen,
): readonly string[] {
  const width = String(statements.at(-1)?.to ?? 1).length;
  return statements.flatMap((statement) => renderStatement(statement, { screen, width, startMicros }));
}

interface Page {
  readonly screen: Screen;
  /** Digits of a line number. */
  readonly width: number;
  readonly startMicros: bigint;
}

function renderStatement(statement: ExplainedStatement, page: Page): readonly string[] {
  const last = statement.from + lastLineOfCode(statement.text);
  return statement.text.flatMap((text, index) => {
    const number = statement.from + index;
    const ownDiagnostics = statement.diagnostics.filter(
      ({ line }) => line === number || (line > statement.to && number === statement.to),
    );
    return [
      sourceLine(number, text, page),
      ...ownDiagnostics.flatMap((diagnostic) => renderDiagnostic(diagnostic, text, page)),
      ...(number === last ? renderFacts(statement, page) : []),
    ];
  });
}

/** What a statement did stands below its last line, not below the comments, empty lines or `else:` that follow it. */
function lastLineOfCode(text: readonly string[]): number {
  const at = text.findLastIndex((line) => !/^\s*(?:#.*|else\s*:|elif\b.*)?$/u.test(line));
  return Math.max(0, at);
}

function sourceLine(number: number, text: string, { screen, width }: Page): string {
  const more = text.length - longestLine;
  const shown = printable(more > 0 ? text.slice(0, longestLine) : text, screen);
  const note = more > 0 ? screen.colors.dim(` (and ${more} characters more)`) : "";
  return `${screen.colors.dim(`${String(number).padStart(width)} |`)} ${shown}${note}`.trimEnd();
}

function renderFacts(statement: ExplainedStatement, page: Page): readonly string[] {
  const { colors } = page.screen;
  return [
    ...renderValues(statement.values, page),
    ...more(statement.moreValues, "assignment", page),
    ...statement.sleeps.flatMap(({ seconds, micros }) =>
      fact(`slept ${seconds.toFixed(6)} s: time ${secondsAfterStart(micros, page)}`, page, {
        color: colors.dim,
      }),
    ),
    ...more(statement.moreSleeps, "sleep", page),
    ...statement.frames.flatMap((explained) => renderFrame(explained, page)),
  ];
}

/** In a loop a name has values one after the other: `i = 0 → 1 → 2`; long ones get a line each. */
function renderValues(values: readonly TracedValue[], page: Page): readonly string[] {
  const { colors, unicode } = page.screen;
  const write = (text: string) => fact(text, page, { color: colors.cyan });
  return Array.from(
    groupBy(values, ({ name }) => name),
    ([name, group]) =>
      group.every(({ value }) => value.length <= longestChained)
        ? write(`${name} = ${group.map(({ value }) => value).join(unicode ? " → " : " -> ")}`)
        : group.flatMap(({ value }) => write(`${name} = ${value}`)),
  ).flat();
}

function renderFrame({ frame, summary }: ExplainedFrame, page: Page): readonly string[] {
  const { colors, unicode } = page.screen;
  const arrow = unicode ? summary : summary.replaceAll("→", "->");
  const time = secondsAfterStart(frame.micros, page);
  return [
    ...fact(`frame ${frame.number}  ${time}  ${arrow}`, page, { color: colors.green }),
    ...Array.from(
      groupBy(frame.filled, ({ by }) => by),
      ([by, fields]) => {
        const names = fields.map(({ layer, field }) => `${layer}.${field}`).join(", ");
        return fact(`filled by ${by}: ${names}`, page, { indent: 2 });
      },
    ).flat(),
  ];
}

function more(count: number, word: string, page: Page): readonly string[] {
  const text = `and ${count} ${word}${count === 1 ? "" : "s"} more`;
  return count === 0 ? [] : fact(text, page, { color: page.screen.colors.dim });
}

/** Continuation lines are indented; the text is escaped here. */
function fact(
  text: string,
  { screen, width }: Page,
  { color = (same) => same, indent = 0 }: { color?: (text: string) => string; indent?: number },
): readonly string[] {
  const gutter = `${" ".repeat(width)} ${screen.colors.dim("|")}   ${" ".repeat(indent)}`;
  const room = Math.max(20, screen.columns - width - indent - 7);
  return wrapText(printable(text, screen), room).map(
    (line, index) => `${gutter}${index === 0 ? "" : "  "}${color(line)}`,
  );
}

function renderDiagnostic(diagnostic: Diagnostic, text: string, page: Page): readonly string[] {
  const { screen, width } = page;
  const { severity, message, code, hint, column, sourceLine: source = text } = diagnostic;
  const gutter = `${" ".repeat(width)} ${screen.colors.dim("|")} `;
  const before = stringWidth(
    printable([...source.slice(0, longestLine)].slice(0, column - 1).join(""), screen),
  );
  const fits = width + 3 + before < screen.columns;
  const caret = fits
    ? [`${" ".repeat(before)}${screen.colors.green("^")}`]
    : excerpt(source, column, { ...screen, columns: screen.columns - width - 3 });
  const word = severityColor(severity, screen.colors)(severity === "warn" ? "warning:" : "error:");
  return [
    ...caret,
    `${word} ${printable(message, screen)} [${printable(code, screen)}]`,
    ...(hint === undefined ? [] : [`hint: ${printable(hint, screen)}`]),
  ].map((line) => `${gutter}${line}`);
}

function secondsAfterStart(micros: bigint, { startMicros }: Page): string {
  return formatSeconds((micros - startMicros) * 1000n);
}
