import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface BenchScript {
  readonly protocol: string;
  readonly text: string;
}

/** At most so many a protocol, spread evenly over all there are. */
const scriptsPerProtocol = 40;

interface RecordedRow {
  readonly protocol: string;
  readonly kind: string;
  readonly form?: string;
  readonly script: string;
}

function readRows(data: string): readonly RecordedRow[] | undefined {
  const file = join(data, "paper", "scripts.jsonl");
  if (!existsSync(file)) return undefined;
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedRow);
}

/** Every recorded answer of a data folder, whatever is wrong with it; undefined where it has none. */
export function everyRecordedScript(data: string): readonly string[] | undefined {
  return readRows(data)?.map(({ script }) => script);
}

/** The recorded conversations of a data folder; undefined where it has none. */
export function recordedScripts(data: string): readonly BenchScript[] | undefined {
  const rows = readRows(data)?.filter(
    ({ kind, form = "script" }) => kind === "conversation" && form === "script",
  );
  if (rows === undefined) return undefined;
  const protocols = [...new Set(rows.map(({ protocol }) => protocol))].sort();
  return protocols.flatMap((protocol) => {
    const own = rows.filter((row) => row.protocol === protocol);
    const step = Math.max(1, own.length / scriptsPerProtocol);
    return own
      .filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
      .map(({ script }) => ({ protocol, text: script }));
  });
}

/** The repository's own scripts, one a protocol, in the manner of recorded ones. */
export function ownScripts(): readonly BenchScript[] {
  const folder = fileURLToPath(new URL("scripts/", import.meta.url));
  return readdirSync(folder)
    .sort()
    .map((name) => ({
      protocol: name.replace(".py", "").toUpperCase(),
      text: readFileSync(join(folder, name), "utf8"),
    }));
}
