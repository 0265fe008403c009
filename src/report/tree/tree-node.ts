/** A layer, a field or a group of fields of one frame, with its place in it. */
export interface TreeNode {
  /** The decoder's own name of it: `tcp`, `sequenceNumber`; findings name layers and fields so. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** Foreign text may be in it, not escaped. Empty where the label says it all. */
  readonly value: string;
  /** Octets from the start of the frame. */
  readonly offset: number;
  /** Octets; 0 for what is nowhere in the frame. */
  readonly length: number;
  readonly children?: readonly TreeNode[];
}

/** How a field of a header is shown: its place counts from the start of the header. */
export interface FieldRow<Header> {
  readonly name: keyof Header & string;
  readonly label: string;
  readonly at: number;
  readonly length: number;
  readonly show: (header: Header) => string;
}

/** One node for each row; those that begin beyond `limit` octets of header are left out. */
export function fieldNodes<Header>(
  rows: readonly FieldRow<Header>[],
  header: Header,
  offset: number,
  limit: number,
): readonly TreeNode[] {
  return rows
    .filter(({ at }) => at < limit)
    .map(({ name, label, at, length, show }) => ({
      name,
      label,
      value: show(header),
      offset: offset + at,
      length,
    }));
}

/** `0x0800`. */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, "0")}`;
}

/** `IPv4 (0x0800)`; the number alone where it has no name. */
export function named(names: Readonly<Record<number, string>>, value: number, shown = String(value)): string {
  const name = names[value];
  return name === undefined ? shown : `${name} (${shown})`;
}

/** `12 octets`, `1 octet`. */
export function octetsText(count: number): string {
  return count === 1 ? "1 octet" : `${count} octets`;
}
