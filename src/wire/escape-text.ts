/**
 * What came from a frame or a model must not steer a terminal: control characters (ESC among them), anything outside
 * ASCII that has no glyph of its own, and characters that turn the direction of writing are shown as escapes.
 */
export const steeringRanges: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad], // soft hyphen
  [0x61c, 0x61c], // Arabic letter mark
  [0x180e, 0x180e],
  [0x200b, 0x200f], // zero width, direction marks
  [0x2028, 0x202e], // line and paragraph separator, embeddings and overrides
  [0x2060, 0x206f], // invisible operators, isolates
  [0xd800, 0xdfff], // half a surrogate pair
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff],
  [0xfff0, 0xfffb], // specials, interlinear annotation
  [0xe0000, 0xe0fff], // tags, more variation selectors
];

/** By code points, so that whole surrogate pairs are letters. */
export function anyOf(ranges: typeof steeringRanges): RegExp {
  const classes = ranges.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`);
  return new RegExp(`[${classes.join("")}]`, "gu");
}

const steering = anyOf(steeringRanges);

/** `\n`, `\r`, `\t`, `\x1b`, `\u{202e}`. Other text, a backslash too, stays as it is. */
export function escapeText(text: string): string {
  return text.replace(steering, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\r") return "\\r";
    if (character === "\t") return "\\t";
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** A JSON text with these characters as escapes of JSON itself: it means what it meant. They stand in strings only. */
export function escapeJson(json: string, characters: RegExp): string {
  return json.replace(characters, (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

/** Text that is one character per octet: all that is not printable ASCII is escaped, since its encoding is unknown. */
export function escapeOctets(text: string): string {
  return escapeText(text).replace(/[\u0080-\u00ff]/g, (octet) => `\\x${octet.charCodeAt(0).toString(16)}`);
}
