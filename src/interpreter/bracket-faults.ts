import type { Complaint } from "./diagnostic.js";
import type { Token } from "./tokenize.js";

const closingOf: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
const closing: ReadonlySet<string> = new Set(closingOf.values());

/**
 * The first bracket of a text that does not fit the one before it, or the innermost that is open at the end. A parser fails
 * at what such a bracket spoils, which may be lines away; CPython, which reads all brackets first, names the bracket.
 */
export function bracketFault(tokens: readonly Token[]): Complaint | undefined {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== "operator") continue;
    if (closingOf.has(token.text)) open.push(token);
    else if (closing.has(token.text)) {
      const last = open.pop();
      if (last === undefined) return fault(token, `\`${token.text}\` closes nothing`, "remove it");
      const wanted = closingOf.get(last.text) ?? "";
      if (wanted !== token.text) {
        return fault(
          token,
          `\`${token.text}\` does not match the opening \`${last.text}\``,
          `close with \`${wanted}\` first`,
        );
      }
    }
  }
  const last = open.at(-1);
  return last === undefined
    ? undefined
    : fault(
        last,
        `\`${last.text}\` was never closed`,
        `add the missing \`${closingOf.get(last.text) ?? ""}\``,
      );
}

function fault({ start }: Token, message: string, hint: string): Complaint {
  return { code: "syntax", message, hint, offset: start };
}
