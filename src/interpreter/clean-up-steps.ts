import { counted } from "./counted.js";
import { isStatementLine } from "./resume-line.js";

/** The smaller steps of the clean-up: each takes off one kind of dirt, and says what it was. */
type Cleaned = { text: string; removed: string } | undefined;

function replaced(text: string, pattern: RegExp, by: string, words: (count: number) => string): Cleaned {
  const count = text.match(pattern)?.length ?? 0;
  return count === 0 ? undefined : { text: text.replace(pattern, by), removed: words(count) };
}

/** Line ends of old systems, and a text of one line whose line ends are written `\n`. */
export function fixLineEnds(text: string): Cleaned {
  const lone = replaced(
    text,
    /\r(?!\n)/g,
    "\n",
    (count) => `${counted(count, "carriage return")} for line ends`,
  );
  if (lone !== undefined) return lone;
  if (text.trim().includes("\n")) return undefined;
  return replaced(text, /\\r?\\n|\\n/g, "\n", (count) => `${counted(count, "line end")} written as \\n`);
}

/** Characters nobody sees: marks of byte order and direction, joiners; and blanks that are no plain ones. */
export function dropInvisible(text: string): Cleaned {
  const hidden = replaced(text, /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]/g, "", (count) =>
    counted(count, "invisible character"),
  );
  const spaces = replaced(
    hidden?.text ?? text,
    /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g,
    " ",
    (count) => `${counted(count, "blank")} other than plain spaces`,
  );
  if (hidden === undefined || spaces === undefined) return hidden ?? spaces;
  return { text: spaces.text, removed: `${hidden.removed}, ${spaces.removed}` };
}

/** Marks of a chat's turns, and tags of HTML that stand alone on a line or at its end. */
export function dropMarkers(text: string): Cleaned {
  return replaced(
    text,
    /<\|[a-z_]{1,20}\|>|<\/?s>|\[\/?INST\][ \t]?|<br\s*\/?>(?=[ \t]*\r?$)|^[ \t]*(?:<\/?[a-z]{1,12}(?: [^<>\n]{0,80})?>[ \t]*){1,4}\r?$|^(?:assistant|Assistant|ASSISTANT)[ \t]*:[ \t]*/gm,
    "",
    (count) => counted(count, "tag or mark of the chat", "tags and marks of the chat"),
  );
}

const entities: ReadonlyMap<string, string> = new Map([
  ["quot", '"'],
  ["apos", "'"],
  ["#39", "'"],
  ["#x27", "'"],
  ["#34", '"'],
  ["gt", ">"],
  ["lt", "<"],
  ["nbsp", " "],
  ["amp", "&"],
]);

/** Text that was escaped for HTML, or comes from it. */
export function decodeEntities(text: string): Cleaned {
  const pattern = /&(quot|apos|#39|#x27|#34|gt|lt|nbsp|amp);/g;
  const count = text.match(pattern)?.length ?? 0;
  if (count === 0) return undefined;
  return {
    text: text.replace(pattern, (whole, name: string) => entities.get(name) ?? whole),
    removed: `${counted(count, "entity", "entities")} of HTML such as &quot;`,
  };
}

/** Markdown writers escape underscores: `pkt\_1`. */
export function unescapeUnderscores(text: string): Cleaned {
  return replaced(
    text,
    /\\_/g,
    "_",
    (count) => `${counted(count, "backslash", "backslashes")} before underscores`,
  );
}

/** And other characters that mean something to Markdown, but nothing behind a backslash in Python. */
export function unescapeMarkdown(text: string): Cleaned {
  const pattern = /\\([*[\]#>|=+-])/g;
  const count = text.match(pattern)?.length ?? 0;
  if (count === 0) return undefined;
  return {
    text: text.replace(pattern, "$1"),
    removed: `${counted(count, "backslash", "backslashes")} of Markdown`,
  };
}

/** A script quoted inside another text: all its quotes are escaped. */
export function unescapeQuotes(text: string): Cleaned {
  if (/(?<!\\)"/.test(text)) return undefined;
  return replaced(
    text,
    /\\"/g,
    '"',
    (count) => `${counted(count, "backslash", "backslashes")} before quotes`,
  );
}

/**
 * Completions sometimes begin with the end of the prompt's last line, a stop, a colon, a bracket; and an inline script is
 * set between backquotes or stars.
 */
export function dropStrayStart(text: string): Cleaned {
  if (text.length > 100_000) return undefined;
  const wrapped = /^\s*(`{1,2}|\*{1,2})(?=[A-Za-z_])([^`]*?)\1\s*$/.exec(text);
  if (wrapped !== null)
    return { text: `${wrapped[2] ?? ""}\n`, removed: `${wrapped[1] ?? ""} around the script` };
  const alone = /^(\s*)([.,:;!?)\]}>"'`*-]{1,3}|\w)[ \t]*\r?\n/.exec(text);
  const match = alone ?? /^(\s*)([.,:;!?)\]}>]{1,3})[ \t]*(?=[A-Za-z_])/.exec(text);
  if (match === null) return undefined;
  return {
    text: text.slice(match[0].length),
    removed: `a stray ${JSON.stringify(match[2])} at the beginning`,
  };
}

/** The whole script indented alike, as in a list of Markdown. */
export function dedent(text: string): Cleaned {
  const lines = text.split("\n");
  let margin: string | undefined;
  for (const line of lines) {
    if (line.trim() === "") continue;
    const blanks = /^[ \t]*/.exec(line)?.[0] ?? "";
    if (margin === undefined || margin.startsWith(blanks)) margin = blanks;
    else if (!blanks.startsWith(margin)) return undefined;
  }
  if (margin === undefined || margin === "") return undefined;
  const cut = margin.length;
  return {
    text: lines.map((line) => line.slice(cut)).join("\n"),
    removed: `${counted(cut, "blank")} of indentation from every line`,
  };
}

/**
 * A sentence: a capital, at least three words, nothing that only code has. The words are read once, as the lookahead has
 * them: read anew with every end that each word may have, a line that ends in no stop would take for ever.
 */
const sentence =
  /^(?:#+ |\*\*)?[A-Z][\w'’-]*(?=((?:[ ,;:]+[(“"‘*`]?[\w'’./-]+[)”"*`]?){2,}))\1[ ,;]*[.:!?)*]*\s*$/;

/** Sentences between the statements: answers explain what comes next. */
export function dropProse(text: string): Cleaned {
  const lines = text.split("\n");
  const kept = lines.filter((line) => !isProse(line));
  const count = lines.length - kept.length;
  return count === 0 ? undefined : { text: kept.join("\n"), removed: `${counted(count, "line")} of prose` };
}

export function isProse(line: string): boolean {
  return line.length <= 1000 && sentence.test(line) && !isStatementLine(line) && !/[=[\]{}]|\w\(/.test(line);
}
