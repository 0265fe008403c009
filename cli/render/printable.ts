import { anyOf, escapeJson, steeringRanges } from "../../src/wire/escape-text.js";

/**
 * Text from models, captures and files must not drive the terminal: escape sequences, control characters, characters
 * that reorder or hide what follows (Unicode bidi controls, zero-width characters, tags) and lone surrogates are shown
 * as escapes. With `unicode` off everything outside ASCII is.
 */
export function printable(text: string, options: { readonly unicode: boolean } = { unicode: true }): string {
  return text.replace(options.unicode ? unsafe : unsafeOrForeign, escaped);
}

/** The same line by line: line ends stay. For our own messages that quote foreign text over several lines. */
export function printableLines(text: string, options: { readonly unicode: boolean }): string {
  return text
    .split(/\r?\n/u)
    .map((line) => printable(line, options))
    .join("\n");
}

/** The same of a JSON text, as escapes of JSON itself: it means what it meant. */
export function printableJson(json: string): string {
  return escapeJson(json, unsafe);
}

/** Documents of many findings are long: one pass for each. */
const unsafe = anyOf(steeringRanges);
const unsafeOrForeign = anyOf([...steeringRanges, [0x7f, 0x10ffff]]);

function escaped(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  if (character === "\t") return "\\t";
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (codePoint <= 0xff) return `\\x${codePoint.toString(16).padStart(2, "0")}`;
  if (codePoint <= 0xffff) return `\\u${codePoint.toString(16).padStart(4, "0")}`;
  return `\\u{${codePoint.toString(16)}}`;
}
