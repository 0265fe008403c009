/** Decodes the escapes of Python's string and bytes literals, whose body is given without prefix and quotes. */
export type DecodedLiteral =
  | { readonly ok: true; readonly value: string }
  | {
      readonly ok: false;
      readonly at: number;
      readonly message: string;
      readonly hint?: string;
      /** Where it is Python, but of no use; else `syntax`. */
      readonly code?: "wrong-value";
    };

const simpleEscapes = new Map([
  ["\n", ""],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

/** `bytes` literals know no `\u`, `\U`, `\N`; `at` of a failure is an offset into the body. */
export function decodeEscapes(body: string, isBytes: boolean): DecodedLiteral {
  // Python reads a source's line ends as \n, inside strings too.
  const text = body.includes("\r") ? body.replace(/\r\n?/g, "\n") : body;
  if (!text.includes("\\")) return { ok: true, value: text };
  let value = "";
  let at = 0;
  /** The escape of half a character, read last. */
  let half: { readonly code: number; readonly start: number; readonly end: number } | undefined;
  while (at < text.length) {
    const backslash = text.indexOf("\\", at);
    if (backslash === -1) break;
    value += text.slice(at, backslash);
    const letter = text[backslash + 1] ?? "";
    at = backslash + 2;
    const simple = simpleEscapes.get(letter);
    if (simple !== undefined) {
      value += simple;
      continue;
    }
    if (letter >= "0" && letter <= "7" && letter !== "") {
      const digits = /^[0-7]{1,3}/.exec(text.slice(backslash + 1, backslash + 4))?.[0] ?? letter;
      at = backslash + 1 + digits.length;
      const code = Number.parseInt(digits, 8);
      value += String.fromCharCode(isBytes ? code & 0xff : code);
      continue;
    }
    const length = letter === "x" ? 2 : isBytes ? 0 : letter === "u" ? 4 : letter === "U" ? 8 : 0;
    if (length > 0) {
      const digits = text.slice(at, at + length);
      if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) {
        return { ok: false, at: backslash, message: `\\${letter} needs ${length} hexadecimal digits` };
      }
      const code = Number.parseInt(digits, 16);
      if (code > 0x10ffff)
        return { ok: false, at: backslash, message: `\\${letter}${digits} is no character` };
      if (half?.end === backslash && code >= 0xdc00 && code <= 0xdfff)
        return halves(half.code, code, half.start);
      value += String.fromCodePoint(code);
      at += length;
      half = code >= 0xd800 && code <= 0xdbff ? { code, start: backslash, end: at } : undefined;
      continue;
    }
    if (letter === "N" && !isBytes) {
      return {
        ok: false,
        at: backslash,
        message: "characters by name (\\N{…}) are not supported",
        hint: "write the character itself or \\u and its number",
      };
    }
    // As Python does, an unknown escape stays as it is written.
    value += `\\${letter}`;
  }
  return { ok: true, value: value + text.slice(at) };
}

/**
 * Python keeps the two escapes of a pair as two characters, which no encoding has; a string of ours would take them for the
 * one that they make elsewhere.
 */
function halves(high: number, low: number, at: number): DecodedLiteral {
  const whole = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  const escape = (code: number): string => `\\u${code.toString(16)}`;
  return {
    ok: false,
    code: "wrong-value",
    at,
    message: `UnicodeEncodeError: ${escape(high)}${escape(low)} are two halves, not one character`,
    hint: `write the character itself, or \\U${whole.toString(16).padStart(8, "0")}`,
  };
}
