/**
 * Text from frames as messages show it: in quotes, printable ASCII only, bounded. Messages reach terminals, HTML and a
 * model's prompt, so a frame must not be able to write control characters or pages of text into them.
 */
export function quoteValue(text: string, limit = 80): string {
  let shown = "";
  let count = 0;
  for (const character of text) {
    if (count === limit) return `"${shown}…" (${text.length} characters)`;
    shown += escapeCharacter(character);
    count += 1;
  }
  return `"${shown}"`;
}

/** Octets as hexadecimal digits, bounded: `a4 83 e7 …`. */
export function quoteBytes(bytes: Uint8Array, limit = 16): string {
  const shown = [...bytes.subarray(0, limit)].map((octet) => octet.toString(16).padStart(2, "0")).join(" ");
  return bytes.length > limit ? `${shown} … (${bytes.length} octets)` : shown;
}

/** `0x0aba`: a number as packet tools print ids, types and checksums. */
export function hex(value: number, digits = 4): string {
  return `0x${value.toString(16).padStart(digits, "0")}`;
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return character;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return `\\u{${code.toString(16)}}`;
}
