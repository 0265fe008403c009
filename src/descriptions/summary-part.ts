import type { PartLabel, SummaryField, SummaryPart } from "./scan-summary.js";
import type { SummaryError, SummaryFault } from "./summary-error.js";

/** What stops a reader: thrown where the fault is found, turned into a value by `parseSummary`. */
export class Refusal extends Error {
  constructor(readonly fault: SummaryError) {
    super(fault.message);
  }
}

export function refuse(code: SummaryFault, column: number, message: string, hint: string): never {
  throw new Refusal({ code, column, message, hint });
}

/** Reads the text of one value; refuses with a place. */
export type Reader<T> = (value: string, field: SummaryField) => T;

/** One part of a summary line, its fields by key: each is taken by a reader that refuses what it cannot read. */
export class Part {
  readonly column: number;
  private readonly fields: readonly SummaryField[];

  constructor(
    parts: readonly SummaryPart[],
    private readonly label: PartLabel,
    end: number,
  ) {
    const part = parts.find((candidate) => candidate.label === label);
    if (part === undefined) {
      refuse(
        "missing-part",
        end,
        `the ${capitalised(label)}: part is missing`,
        `add // ${capitalised(label)}: …`,
      );
    }
    this.column = part.column;
    this.fields = part.fields.map((field) => withKey(field));
  }

  has(key: string): boolean {
    return this.fields.some((field) => field.key === key);
  }

  only(...keys: string[]): void {
    for (const field of this.fields) {
      if (keys.includes(field.key)) continue;
      const what = field.key === "" ? "a value without a key" : `unknown key ${printable(field.key)}`;
      refuse(
        "unknown-key",
        field.column,
        `${what} in ${capitalised(this.label)}:`,
        `known here: ${keys.join(", ")}`,
      );
    }
  }

  required<T>(key: string, read: Reader<T>): T {
    const value = this.single(key, read);
    if (value !== undefined) return value;
    return refuse(
      "missing-value",
      this.column,
      `${capitalised(this.label)}: has no ${key}`,
      `add ${key}=… to ${capitalised(this.label)}:`,
    );
  }

  optional<K extends string, T>(key: K, read: Reader<T>): Partial<Record<K, T>> {
    return rename(key, this.single(key, read));
  }

  optionalList<K extends string, T>(key: K, read: Reader<T>): Partial<Record<K, readonly T[]>> {
    const field = this.fields.find((candidate) => candidate.key === key);
    if (field === undefined || field.values.length === 0) return {};
    return rename(
      key,
      field.values.map((value) => read(value, field)),
    );
  }

  /**
   * One value for each message of a conversation that has several: `Path=["/", "/a"]`. Absent: no value for any; an empty text
   * in a list: none for that message.
   */
  each<T>(key: string, read: Reader<T>): readonly (T | undefined)[] {
    const field = this.fields.find((candidate) => candidate.key === key);
    if (field === undefined) return [];
    return field.values.map((value) => (value === "" ? undefined : read(value, field)));
  }

  /** The same of texts that may be empty: there the empty text is a value like others. */
  eachText(key: string, read: Reader<string>): readonly string[] {
    const field = this.fields.find((candidate) => candidate.key === key);
    return field === undefined ? [] : field.values.map((value) => read(value, field));
  }

  /** Where a key stands, for faults that concern several. */
  columnOf(key: string): number {
    return this.fields.find((candidate) => candidate.key === key)?.column ?? this.column;
  }

  private single<T>(key: string, read: Reader<T>): T | undefined {
    const field = this.fields.find((candidate) => candidate.key === key);
    const value = field?.values[0];
    if (field === undefined || value === undefined) return undefined;
    if (field.values.length > 1) {
      refuse("unexpected-text", field.valueColumn, `${key} takes one value`, "give one value, not a list");
    }
    return read(value, field);
  }
}

/** The paper's driver prints a DNS id without its key. */
function withKey(field: SummaryField): SummaryField {
  return field.key === "" && /^0x[0-9a-f]+$/i.test(field.values[0] ?? "") ? { ...field, key: "id" } : field;
}

function capitalised(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}

export function printable(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

/** A property under another name; none where there is no value. */
export function rename<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}
