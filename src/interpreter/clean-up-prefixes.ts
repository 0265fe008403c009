import { counted } from "./counted.js";

/** What stands before every line of a script that was copied from a prompt, a list, a quotation or a listing. */
interface Prefix {
  readonly name: string;
  readonly pattern: RegExp;
  /** Whether lines without it are no code, as the output in a session. */
  readonly dropsOthers?: boolean;
}

const prefixes: readonly Prefix[] = [
  { name: "Python's prompts", pattern: /^\s*(?:>>>|\.\.\.)(?: |$)/, dropsOthers: true },
  { name: "IPython's prompts", pattern: /^\s*(?:In \[\d+\]:|\.\.\.:)(?: |$)/, dropsOthers: true },
  { name: "line numbers", pattern: /^\s*\d{1,4}\s*(?:[.):|]\s?|\t| )/ },
  { name: "quotation marks of a reply", pattern: /^>(?: |$)/ },
  { name: "bullets", pattern: /^\s*[-*•](?: |$)/ },
  { name: "plus signs of a diff", pattern: /^\+(?!\+)/ },
];

/** Takes off what every line begins with. */
export function removeLinePrefixes(text: string): { text: string; removed: string } | undefined {
  const lines = text.split("\n");
  const filled = lines.filter((line) => line.trim() !== "");
  for (const { name, pattern, dropsOthers } of prefixes) {
    const matching = filled.filter((line) => pattern.test(line));
    const isAll = matching.length === filled.length;
    const isSession = dropsOthers === true && pattern.test(filled[0] ?? "");
    if (matching.length === 0 || !(isAll || isSession)) continue;
    const kept = isAll ? lines : lines.filter((line) => pattern.test(line));
    const dropped = filled.length - matching.length;
    return {
      text: kept.map((line) => line.replace(pattern, "")).join("\n"),
      removed: `${name} before ${counted(matching.length, "line")}${dropped === 0 ? "" : `, and ${counted(dropped, "other line")}`}`,
    };
  }
  return undefined;
}
