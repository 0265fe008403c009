import OpenAI from "openai";
import { WiretaleError } from "../contracts/errors.js";
import { failureClassOf } from "./failure-classes.js";

/** What is known of the endpoint when a call of it fails; never the key. */
export interface EndpointFacts {
  readonly baseUrl: string;
  readonly model: string;
  /** Name of the variable that held the key, where one was sent. */
  readonly keyVariable?: string;
  /** Milliseconds since the epoch, to read a Retry-After date against. */
  readonly nowMs: number;
}

interface StatusRow {
  readonly code: string;
  readonly what: string;
  readonly hint: (facts: EndpointFacts) => string;
}

/** HTTP status to error; `failureClasses` says what is done about each. */
const statusTable: Readonly<Record<number, StatusRow>> = {
  400: {
    code: "model-bad-request",
    what: "refused the request",
    hint: () => "the model may not take these parameters, or the prompt is longer than its context",
  },
  401: {
    code: "model-key-refused",
    what: "refused the key",
    hint: ({ keyVariable }) =>
      keyVariable === undefined
        ? "no key was sent: set OPENAI_API_KEY, or the expert's keyVariable in temporal.yaml"
        : `the key in ${keyVariable} was refused: check that it belongs to this endpoint`,
  },
  403: {
    code: "model-forbidden",
    what: "does not allow this",
    hint: ({ keyVariable, model }) =>
      `the key${keyVariable === undefined ? "" : ` in ${keyVariable}`} may not use ${model}, or the region is not served`,
  },
  404: {
    code: "model-not-found",
    what: "does not know the model or the path",
    hint: ({ model }) =>
      `check that ${model} exists there, and that the base URL ends as its maker says (often /v1)`,
  },
  408: { code: "model-timeout", what: "timed out", hint: () => "it may be overloaded" },
  409: { code: "model-conflict", what: "reports a conflict", hint: () => "it may pass" },
  413: {
    code: "model-bad-request",
    what: "finds the request too large",
    hint: () => "the prompt is longer than the endpoint takes",
  },
  422: {
    code: "model-bad-request",
    what: "cannot process the request",
    hint: () => "the endpoint may lack a parameter that is sent: temperature, seed or max_tokens",
  },
  429: {
    code: "model-rate-limited",
    what: "limits the rate",
    hint: () => "lower the expert's rate in temporal.yaml, or wait",
  },
};

const serverFailure: StatusRow = {
  code: "model-server-error",
  what: "failed",
  hint: () => "the trouble is on its side; it may pass",
};

const otherStatus: StatusRow = {
  code: "model-bad-request",
  what: "refused the request",
  hint: () => "check the base URL",
};

/** The client library's errors as ours. Cancellation is not handled here: the caller rethrows its signal's reason. */
export function toModelError(error: unknown, facts: EndpointFacts): WiretaleError {
  const ours = findOurs(error);
  if (ours !== undefined) return ours;
  const where = `the model endpoint ${facts.baseUrl}`;
  if (error instanceof OpenAI.APIConnectionTimeoutError) {
    return new WiretaleError("model-timeout", `${where} did not answer in time`, {
      retryable: isRetryable("model-timeout"),
      hint: "raise the time-out of model calls in temporal.yaml, or ask a faster model",
      cause: error,
    });
  }
  if (error instanceof OpenAI.APIError && error.status !== undefined) {
    return statusError(error as StatusError, where, facts);
  }
  const unusable = unusableConnection(error);
  if (unusable !== undefined) {
    return new WiretaleError("model-endpoint-unusable", `${where} ${unusable.what}`, {
      retryable: isRetryable("model-endpoint-unusable"),
      hint: unusable.hint,
      cause: error,
    });
  }
  const network = networkCode(error);
  if (network !== undefined && unconnected.has(network)) {
    return new WiretaleError("model-unreachable", `${where} cannot be reached (${network})`, {
      retryable: isRetryable("model-unreachable"),
      hint: "check that it is running and that the base URL is right",
      cause: error,
    });
  }
  if (network !== undefined || error instanceof OpenAI.APIConnectionError || error instanceof TypeError) {
    const code = network === undefined ? "" : ` (${network})`;
    return new WiretaleError("model-connection-lost", `${where} closed the connection in mid-answer${code}`, {
      retryable: isRetryable("model-connection-lost"),
      hint: "it may have been restarted; the call may have been paid for",
      cause: error,
    });
  }
  return new WiretaleError(
    "model-answer-malformed",
    `${where} answered with something that is no chat completion`,
    {
      retryable: isRetryable("model-answer-malformed"),
      hint: "check that the base URL is an OpenAI-compatible endpoint; it often ends in /v1",
      cause: error,
    },
  );
}

/** Before anything was sent: such a call cost nothing. */
const unconnected: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** What no connection can be made over, however often it is tried; by the code of Node's error, or its words where it has none. */
const unusableConnections: readonly {
  readonly sign: RegExp;
  readonly what: string;
  readonly hint: string;
}[] = [
  {
    sign: /^[A-Z_]*(?:CERT|VERIFY_LEAF)[A-Z_]*$/u,
    what: "has a certificate that cannot be trusted",
    hint: "check its name and dates; NODE_EXTRA_CA_CERTS=FILE trusts an authority of your own",
  },
  {
    sign: /^(?:ERR_SSL_|EPROTO)/u,
    what: "does not speak TLS",
    hint: "is its base URL http:// rather than https://?",
  },
  {
    // https://fetch.spec.whatwg.org/#port-blocking
    sign: /^bad port$/u,
    what: "has a port that is never asked over HTTP",
    hint: "ports of other services (1, 9, 25, 6667, …) are blocked: serve it on another",
  },
];

function unusableConnection(error: unknown): (typeof unusableConnections)[number] | undefined {
  for (const cause of causesOf(error)) {
    // An error of fetch itself has no code.
    const said = "code" in cause ? String(cause.code) : cause.message;
    const found = unusableConnections.find(({ sign }) => sign.test(said));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRetryable(code: string): boolean {
  return failureClassOf(code).treatment === "retry";
}

/** A wait that a person would notice; it decides whether the call can be tried again in time. */
function asksToWait(retryAfterMs: number | undefined): string {
  if (retryAfterMs === undefined || retryAfterMs < 1000) return "";
  return `; it asks to wait ${Math.round(retryAfterMs / 1000)} s`;
}

/** Gateways pass on a failure behind them as `{error}` with the status 200; undefined for any other answer. */
export function errorInAnswer(
  answer: unknown,
  { baseUrl, ...facts }: EndpointFacts,
): WiretaleError | undefined {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return undefined;
  const said = quoteOf(answer.error);
  if (said === "" || "choices" in answer) return undefined;
  const { error } = answer as { readonly error: { readonly code?: unknown } };
  const row = (typeof error.code === "number" ? statusTable[error.code] : undefined) ?? serverFailure;
  const keepsSilent = row.code === "model-key-refused" || row.code === "model-forbidden";
  return new WiretaleError(
    row.code,
    `the model endpoint ${baseUrl} ${row.what} (an error with HTTP 200)${keepsSilent ? "" : said}`,
    { retryable: isRetryable(row.code), hint: row.hint({ baseUrl, ...facts }) },
  );
}

type StatusError = InstanceType<typeof OpenAI.APIError> & { readonly status: number };

function statusError(error: StatusError, where: string, facts: EndpointFacts): WiretaleError {
  const quota = error.status === 429 && error.code === "insufficient_quota";
  const row = statusTable[error.status] ?? (error.status >= 500 ? serverFailure : otherStatus);
  const retryAfterMs = readRetryAfter(error.headers, facts.nowMs);
  const code = quota ? "model-quota-exhausted" : row.code;
  return new WiretaleError(
    code,
    `${where} ${quota ? "has no quota left for this key" : row.what} (HTTP ${error.status})${said(error)}${asksToWait(retryAfterMs)}`,
    {
      retryable: isRetryable(code),
      hint: quota ? "add credit to the account, or use another endpoint" : row.hint(facts),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      details: { status: error.status, model: facts.model, baseUrl: facts.baseUrl },
    },
  );
}

/** What the endpoint said, short and printable. Not for 401: endpoints quote the key there, half masked. */
function said(error: StatusError): string {
  if (error.status === 401 || error.status === 403) return "";
  return quoteOf(error.error);
}

function quoteOf(body: unknown): string {
  const message =
    typeof body === "object" && body !== null && "message" in body && typeof body.message === "string"
      ? body.message
      : undefined;
  return message === undefined ? "" : `: ${printable(message)}`;
}

function printable(text: string): string {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return plain.length > 300 ? `${plain.slice(0, 300)}…` : plain;
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110 section 10.2.3), or OpenAI's `retry-after-ms`. */
export function readRetryAfter(headers: Headers | undefined, nowMs: number): number | undefined {
  const milliseconds = readNumber(headers?.get("retry-after-ms"));
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const text = headers?.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  const seconds = readNumber(text);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

function readNumber(text: string | null | undefined): number | undefined {
  return text != null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** ECONNREFUSED, ENOTFOUND, UND_ERR_SOCKET, …: it lies somewhere in a chain of causes. */
function networkCode(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    const code = "code" in cause ? cause.code : undefined;
    if (typeof code === "string" && /^(E[A-Z]|UND_ERR_)/.test(code)) return code;
  }
  return undefined;
}

/** Our own error, thrown inside `fetch` and wrapped by the library. */
function findOurs(error: unknown): WiretaleError | undefined {
  for (const cause of causesOf(error)) if (cause instanceof WiretaleError) return cause;
  return undefined;
}

/** An error and what caused it, outermost first. */
function* causesOf(error: unknown): Generator<Error> {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; depth += 1) {
    yield cause;
    cause = cause.cause;
  }
}
