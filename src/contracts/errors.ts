/**
 * Thrown when the surroundings fail or a request is wrong. Problems of scripts and packets are never thrown: they are
 * findings and diagnostics.
 */
export class WiretaleError extends Error {
  /** Stable, kebab-case: `model-rate-limited`, `server-unreachable`, … */
  readonly code: string;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** What the user can do about it. */
  readonly hint?: string;
  /** Milliseconds the other side asked us to wait. */
  readonly retryAfterMs?: number;
  /** Small, printable facts for logs and Temporal's failure details; never a key, never bytes. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;

  constructor(
    code: string,
    message: string,
    options: {
      retryable?: boolean;
      hint?: string;
      retryAfterMs?: number;
      details?: Readonly<Record<string, string | number | boolean | null>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
    if (options.hint !== undefined) this.hint = options.hint;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.details !== undefined) this.details = options.details;
  }
}

/** The request is wrong: unknown flag, missing file, malformed URL. Exit code 2. */
export class UsageError extends WiretaleError {
  constructor(message: string, hint?: string, options: { code?: string; cause?: unknown } = {}) {
    super(options.code ?? "usage", message, {
      ...(hint === undefined ? {} : { hint }),
      ...(options.cause === undefined ? {} : { cause: options.cause }),
    });
  }
}

/** A configuration, scenario, endpoints or persona file is wrong: names file, place and key path. Exit code 2. */
export class ConfigError extends UsageError {
  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, hint, { code: "config", ...(cause === undefined ? {} : { cause }) });
  }
}
