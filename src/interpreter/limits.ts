/**
 * What one run of a script may use. Exceeding a limit is a diagnostic whose code is `budget-` and the limit's word, never
 * a crash: the defaults leave a recorded script a factor of a hundred, and keep the worst script below a second and
 * 256 MiB.
 */
export interface Limits {
  /** Characters (UTF-16 units) of the script as given. */
  readonly sourceLength: number;
  /** Nodes of the syntax tree. */
  readonly nodes: number;
  /** Brackets, blocks and operators that enclose one another. */
  readonly depth: number;
  /** Expressions and statements evaluated; a loop counts each round. */
  readonly steps: number;
  /** Layers created, copies included, and packets that count. */
  readonly packets: number;
  /** Layers of one packet, or records of one section; Scapy's own recursion ends between 400 and 1000. */
  readonly layers: number;
  /** Octets of all packets that count, together. */
  readonly bytes: number;
  /** Characters of one string, octets of one bytes value. */
  readonly stringLength: number;
  /** Items of one list, tuple, dict or range turned into a list. */
  readonly items: number;
  /** Characters, octets and items (an entry of a dict is 16) of all values made during the run, dropped ones included. */
  readonly allocation: number;
  /** Bits of one integer. */
  readonly integerBits: number;
  /** Seconds of virtual time, from the start. */
  readonly durationSeconds: number;
}

export const defaultLimits: Limits = {
  sourceLength: 256 * 1024,
  nodes: 200_000,
  depth: 200,
  steps: 1_000_000,
  packets: 20_000,
  layers: 500,
  bytes: 16 * 1024 * 1024,
  stringLength: 1024 * 1024,
  items: 100_000,
  allocation: 8 * 1024 * 1024,
  integerBits: 8192,
  durationSeconds: 366 * 24 * 3600,
};
