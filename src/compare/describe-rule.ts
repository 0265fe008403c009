/** Tests and values of a comparison in words. */
import type { FieldValues, Rule } from "./compare-report.js";
import { type Cell, conversationFields, type Field, type FieldKind, frameFields } from "./fields.js";

const fields: Readonly<Record<string, Field>> = { ...frameFields, ...conversationFields };

/** `time to live at most 63.5: generated`. */
export function describeRule(rule: Rule): string {
  const field = fields[rule.field];
  const words = field?.words ?? rule.field;
  const kind = field?.kind ?? "word";
  const side = rule.saysGenerated ? "generated" : "real";
  switch (rule.test) {
    case "absent":
      return `no ${words}: ${side}`;
    case "equals":
      return `${words} is ${describeCell(rule.value, kind)}: ${side}`;
    case "at-most":
      return `${words} at most ${describeCell(rule.value, kind)}: ${side}`;
  }
}

/** `64 (78 %), 63 (22 %)`, or `12 µs … 40 µs … 1.2 ms`. */
export function describeValues(values: FieldValues, kind: FieldKind): string {
  if (values.kind === "range") {
    return [values.low, values.middle, values.high].map((value) => describeCell(value, kind)).join(" … ");
  }
  return values.shares
    .map(({ value, share }) => `${describeCell(value, kind)} (${String(Math.round(share * 100))} %)`)
    .join(", ");
}

export function describeCell(cell: Cell | null, kind: FieldKind): string {
  if (cell === null) return "absent";
  if (typeof cell === "string") return cell;
  return kind === "time" ? describeSeconds(cell) : String(Math.round(cell * 1000) / 1000);
}

function describeSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  const [value, unit] =
    size < 1e-3 ? [seconds * 1e6, "µs"] : size < 1 ? [seconds * 1e3, "ms"] : [seconds, "s"];
  return `${String(Number(value.toPrecision(3)))} ${unit}`;
}
