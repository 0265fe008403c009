/**
 * What came from a frame or a model must not steer a terminal: control characters (ESC among them), anything outside
 * ASCII that has no glyph of its own, and characters that turn the direction of writing are shown as escapes.
 */
// C0, DEL, C1; soft hyphen; Arabic letter mark; zero-width and direction marks; line separators; isolates; BOM; tags.
const steering =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}\ud800-\udfff]/gu;

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

/** Text that is one character per octet: all that is not printable ASCII is escaped, since its encoding is unknown. */
export function escapeOctets(text: string): string {
  return escapeText(text).replace(/[\u0080-\u00ff]/g, (octet) => `\\x${octet.charCodeAt(0).toString(16)}`);
}
