/**
 * A text as a Python string literal in ASCII: whatever it holds, it stays inside its quotes. Lone surrogates, which no
 * UTF-8 has, become U+FFFD.
 */
export function pythonString(text: string): string {
  let literal = "";
  for (const character of text) literal += escapeCharacter(character);
  return `"${literal}"`;
}

function escapeCharacter(character: string): string {
  const named = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return character;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  if (code >= 0xd800 && code <= 0xdfff) return "\\ufffd";
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

/** Octets as a Python bytes literal. */
export function pythonBytes(bytes: Uint8Array): string {
  return `b"${Array.from(bytes, (octet) => `\\x${hex(octet, 2)}`).join("")}"`;
}

/** A Python dict literal of texts, in the order given. */
export function pythonDict(entries: readonly (readonly [key: string, value: string])[]): string {
  return `{${entries.map(([key, value]) => `${pythonString(key)}: ${pythonString(value)}`).join(", ")}}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
