import type { Draw } from "../support/draw.js";
import { hostileExpressions, hostileTokens } from "./hostile-pieces.js";

/** A change of a script. Each is pure: the draws decide everything. */
export type Mutator = (script: string, draw: Draw, corpus: readonly string[]) => string;

/** Names, numbers, strings without escapes, blanks, and single other characters. */
const tokenPattern = /[A-Za-z_]\w*|[0-9][\w.]*|"[^"\n]*"|'[^'\n]*'|[ \t]+|\n[ \t]*|[\s\S]/g;

function splitTokens(script: string): string[] {
  return script.match(tokenPattern) ?? [];
}

/** Some tokens left out, doubled, exchanged, or replaced by others of the script or by hostile ones. */
export function mutateTokens(script: string, draw: Draw): string {
  const tokens = splitTokens(script);
  for (let left = 1 + draw.below(4); left > 0; left -= 1) {
    const at = draw.below(tokens.length + 1);
    const other = tokens.length > 0 ? draw.of(tokens) : "x";
    switch (draw.below(6)) {
      case 0:
        tokens.splice(at, 1 + draw.below(3));
        break;
      case 1:
        tokens.splice(at, 0, ...tokens.slice(at, at + 1 + draw.below(8)));
        break;
      case 2:
        tokens.splice(at, 1, other);
        break;
      case 3:
        tokens.splice(at, draw.below(2), draw.of(hostileTokens));
        break;
      case 4:
        tokens.splice(at, 1, draw.of(hostileExpressions));
        break;
      default:
        tokens.splice(at, 0, other);
    }
  }
  return tokens.join("");
}

/** Numbers, strings and names in the place of a value replaced by hostile expressions. */
export function mutateValues(script: string, draw: Draw): string {
  const tokens = splitTokens(script);
  const places = tokens.flatMap((token, index) => (/^["'0-9]/.test(token) ? [index] : []));
  if (places.length === 0) return mutateTokens(script, draw);
  for (let left = 1 + draw.below(3); left > 0; left -= 1)
    tokens[draw.of(places)] = draw.of(hostileExpressions);
  return tokens.join("");
}

/** Octets of the script's UTF-8 form changed, left out, or put in. */
export function mutateBytes(script: string, draw: Draw): string {
  const octets = Array.from(new TextEncoder().encode(script));
  for (let left = 1 + draw.below(6); left > 0; left -= 1) {
    const at = draw.below(octets.length + 1);
    const octet = draw.chance(0.3)
      ? draw.of([0, 9, 10, 13, 34, 39, 40, 41, 92, 127, 128, 255])
      : draw.below(256);
    if (draw.chance(0.5)) octets.splice(at, 1, octet);
    else octets.splice(at, draw.below(4), ...(draw.chance(0.5) ? [octet] : []));
  }
  return new TextDecoder().decode(Uint8Array.from(octets));
}

/** The beginning of a script and the end of another; or a piece of one inside the other. */
export function splice(script: string, draw: Draw, corpus: readonly string[]): string {
  const other = draw.of(corpus);
  const at = draw.below(script.length + 1);
  const from = draw.below(other.length + 1);
  if (draw.chance(0.5)) return script.slice(0, at) + other.slice(from);
  return script.slice(0, at) + other.slice(from, from + draw.below(200)) + script.slice(at);
}

/** Lines left out, doubled and exchanged. */
export function mutateLines(script: string, draw: Draw): string {
  const lines = script.split("\n");
  for (let left = 1 + draw.below(3); left > 0; left -= 1) {
    const at = draw.below(lines.length);
    const line = lines[at] ?? "";
    const choice = draw.below(4);
    if (choice === 0) lines.splice(at, 1);
    else if (choice === 1) lines.splice(draw.below(lines.length + 1), 0, line);
    else if (choice === 2) lines.splice(at, 1, " ".repeat(draw.below(6)) + line);
    else lines.splice(at, 1, `for i in range(${draw.of(["3", "1000", "10**9"])}): ${line}`);
  }
  return lines.join("\n");
}
