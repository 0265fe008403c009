import { expect, it } from "vitest";
import { escapeOctets, escapeText } from "../../src/wire/escape-text.js";

it.each([
  ["a clear screen", "\u001b[2J", "\\x1b[2J"],
  ["line ends and tabs", "a\r\nb\tc", "a\\r\\nb\\tc"],
  ["NUL, BEL and DEL", "\u0000\u0007\u007f", "\\x00\\x07\\x7f"],
  ["C1 controls", "\u009b31m", "\\x9b31m"],
  ["turned writing", "a\u202eb\u2066c\u200fd", "a\\u{202e}b\\u{2066}c\\u{200f}d"],
  ["what has no width", "a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
  ["line separators", "a\u2028b", "a\\u{2028}b"],
  ["a half of a pair", "a\ud800b", "a\\u{d800}b"],
  ["tags", "\u{e0041}", "\\u{e0041}"],
])("%s is shown, not done", (_name, text, escaped) => {
  expect(escapeText(text)).toBe(escaped);
});

it("leaves other text alone", () => {
  expect(escapeText("Grüße, 世界 \\x1b ~")).toBe("Grüße, 世界 \\x1b ~");
});

it("escapes octets whose encoding nobody knows", () => {
  expect(escapeOctets("/\u00c3\u00a9\u001b")).toBe("/\\xc3\\xa9\\x1b");
});
