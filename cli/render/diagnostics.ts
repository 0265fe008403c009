import stringWidth from "string-width";
import type { Diagnostic } from "../../src/contracts/finding.js";
import { severityColor } from "./findings.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";

/**
 * A script's problems in the manner of compilers: `file:line:column: error: message [code]`, the line with a caret, the
 * hint. `file` is as the user wrote it.
 */
export function renderDiagnostics(
  file: string,
  diagnostics: readonly Diagnostic[],
  screen: Screen,
): readonly string[] {
  return diagnostics.flatMap((diagnostic) => renderDiagnostic(file, diagnostic, screen));
}

function renderDiagnostic(file: string, diagnostic: Diagnostic, screen: Screen): readonly string[] {
  const { colors } = screen;
  const { line, column, severity, message, code, sourceLine, hint } = diagnostic;
  const place = colors.bold(`${printable(file, screen)}:${line}:${column}:`);
  const word = severityColor(severity, colors)(severity === "warn" ? "warning:" : "error:");
  const lines = [`${place} ${word} ${printable(message, screen)} [${printable(code, screen)}]`];
  if (sourceLine !== undefined) lines.push(...excerpt(sourceLine, column, screen));
  if (hint !== undefined) lines.push(`  hint: ${printable(hint, screen)}`);
  return lines;
}

/** The line and a caret under the column; of a line longer than the screen, the part around the caret. */
export function excerpt(sourceLine: string, column: number, screen: Screen): readonly string[] {
  const characters = [...sourceLine];
  const room = Math.max(20, screen.columns - 4);
  const offset = Math.max(0, column - Math.floor(room * 0.75));
  const before = printable(characters.slice(offset, column - 1).join(""), screen);
  const after = printable(characters.slice(column - 1, offset + room).join(""), screen);
  return [`  ${before}${after}`, `  ${" ".repeat(stringWidth(before))}${screen.colors.green("^")}`];
}
