import picocolors from "picocolors";

/** Colour functions; each returns its argument unchanged where colour is off. */
export type Palette = ReturnType<typeof picocolors.createColors>;

/** A text stream a command writes to, with what its renderers must know about the other end. */
export interface OutputStream {
  write(text: string): void;
  /** Waits until the reader has taken what was written, or Ctrl-C; false once there is no reader any more. */
  drained(): Promise<boolean>;
  readonly isTty: boolean;
  /** Cells in a line: the terminal's, else COLUMNS, else 120. Never below 40. */
  readonly columns: number;
  readonly colors: Palette;
  /** Whether box drawing, arrows and foreign letters arrive; otherwise ASCII only. */
  readonly unicode: boolean;
}

/** Everything of the process that a command may touch: passed in, so that a test can pass something else. */
export interface CliContext {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path that relative ones start from. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A seed nobody chose: 0 … 2^32 - 1. */
  drawSeed(): number;
  /** SHA-256 of the bytes: 32 octets. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** Aborted by the first Ctrl-C: stop, clean up, then throw `InterruptedError`. */
  readonly interrupted: AbortSignal;
  /** Cursor and spinner effects need the real stream; undefined where there is none. */
  readonly terminal?: NodeJS.WriteStream;
}

type Environment = CliContext["env"];

const defaultColumns = 120;
const narrowest = 40;

/** NO_COLOR wins over FORCE_COLOR, both over the terminal (https://no-color.org; an empty value counts as unset). */
export function wantsColor(env: Environment, isTty: boolean): boolean {
  if (isSet(env.NO_COLOR)) return false;
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== "0";
  return isTty && env.TERM !== "dumb";
}

/** POSIX: LC_ALL over LC_CTYPE over LANG; none of them means the C locale, which is ASCII. */
export function wantsUnicode(env: Environment): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(isSet) ?? "";
  return /utf-?8/iu.test(locale);
}

/** `terminalColumns` is what the stream says of itself, undefined or 0 where it is no terminal. */
export function lineWidth(env: Environment, terminalColumns: number | undefined): number {
  const stated = /^\d{1,4}$/u.test(env.COLUMNS ?? "") ? Number(env.COLUMNS) : undefined;
  const columns = terminalColumns || stated || defaultColumns;
  return Math.max(columns, narrowest);
}

export function createOutputStream(
  write: (text: string) => void,
  env: Environment,
  terminal: { readonly isTTY?: boolean; readonly columns?: number },
  drained: () => Promise<boolean> = () => Promise.resolve(true),
): OutputStream {
  const isTty = terminal.isTTY === true;
  return {
    write,
    drained,
    isTty,
    get columns() {
      return lineWidth(env, isTty ? terminal.columns : undefined);
    },
    colors: picocolors.createColors(wantsColor(env, isTty)),
    unicode: wantsUnicode(env),
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
