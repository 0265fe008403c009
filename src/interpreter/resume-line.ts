/**
 * Where a script goes on behind a statement that could not be read. A bracket or quote that was never closed swallows the
 * lines below it; the first of them that can only be a statement of its own is where the author went on.
 */

/** A line that begins like a statement, which inside brackets would not make sense. */
const statementLine =
  /^[ \t]*(?:[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*\s*(?:[-+*/|]?=(?!=))|(?:import|del)\s+\w|from\s+[\w.]+\s+import\b|(?:for|if|while|elif|else|def|class|try|with)\b[^\n]*:\s*(?:#[^\n]*)?$|(?:[A-Za-z_]\w*\.)*(?:append|extend|insert|sleep|send|sendp|sr1|wrpcap|print|seed|show|show2)\s*\()/;
/** What the end of a line promises to go on with. */
const goesOn = /[[({,\\+*/|&=-]\s*(?:#[^\n]*)?$/;

export function isStatementLine(line: string): boolean {
  return statementLine.test(line) && !/,\s*(?:#[^\n]*)?$/.test(line) && !closesMore(line);
}

/** Whether a line closes a bracket that an earlier one has opened. */
function closesMore(line: string): boolean {
  let open = 0;
  for (const character of line.replace(/"[^"]*"|'[^']*'/g, "")) {
    if ("([{".includes(character)) open += 1;
    else if (")]}".includes(character)) open -= 1;
    if (open < 0) return true;
  }
  return false;
}

/**
 * The offset of the line at which to resume behind the statement that begins at `from`, or undefined where its own end at
 * `to` will do. Lines that are indented more belong to the statement or to its block.
 */
export function resumeLine(source: string, from: number, to: number): number | undefined {
  const margin = indentation(source, from);
  let previous = lineAt(source, from);
  for (let at = nextLine(source, from); at !== undefined && at < to; at = nextLine(source, at)) {
    const line = lineAt(source, at);
    if (line.trim() === "") continue;
    const isOutside = (/^[ \t]*/.exec(line)?.[0].length ?? 0) <= margin;
    if (isOutside && !goesOn.test(previous) && isStatementLine(line)) return at;
    previous = line;
  }
  return undefined;
}

/** The line in which an offset lies, from its beginning. */
export function lineAt(source: string, offset: number): string {
  const start = source.lastIndexOf("\n", offset - 1) + 1;
  const end = source.indexOf("\n", offset);
  return source.slice(start, end === -1 ? source.length : end).replace(/\r$/, "");
}

function nextLine(source: string, offset: number): number | undefined {
  const end = source.indexOf("\n", offset);
  return end === -1 ? undefined : end + 1;
}

function indentation(source: string, offset: number): number {
  return /^[ \t]*/.exec(lineAt(source, offset))?.[0].length ?? 0;
}
