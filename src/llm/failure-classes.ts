/** What is done about a call of a model that gave no usable answer. */
export interface FailureClass {
  /** The code of the error. */
  readonly code: string;
  /** What the endpoint did. */
  readonly when: string;
  /**
   * `retry`: asked again by the policy of model calls, then as `park`. `park`: asked no more by itself; the fallback model, if
   * one is configured, has its turn, and then the conversation waits for a person.
   */
  readonly treatment: "retry" | "park";
  /** At most so many calls, where that is fewer than the policy allows. */
  readonly maximumAttempts?: number;
  /** Whether the call may have been paid for though nothing came of it: then it counts as lost. */
  readonly mayBePaid: boolean;
}

const unknownClass: Omit<FailureClass, "code"> = { when: "", treatment: "park", mayBePaid: true };

/** The one table of what is worth asking again. How long to wait stands in `policies.model` of temporal.yaml. */
export const failureClasses: readonly FailureClass[] = [
  {
    code: "model-unreachable",
    when: "refuses the connection, has no address, cannot be routed to",
    treatment: "retry",
    mayBePaid: false,
  },
  {
    code: "model-connection-lost",
    when: "resets or closes the connection before the answer is whole",
    treatment: "retry",
    mayBePaid: true,
  },
  {
    code: "model-timeout",
    when: "hangs, sends an octet a second, or answers 408",
    treatment: "retry",
    mayBePaid: true,
  },
  { code: "model-conflict", when: "answers 409", treatment: "retry", mayBePaid: false },
  {
    code: "model-rate-limited",
    when: "answers 429; a Retry-After in seconds or as a date is waited for, where it ends in time",
    treatment: "retry",
    mayBePaid: false,
  },
  {
    code: "model-server-error",
    when: "answers 500, 502, 503 or any other 5xx, or an error with the status 200",
    treatment: "retry",
    mayBePaid: false,
  },
  {
    code: "model-answer-malformed",
    when: "answers with a page, another content type, broken JSON, or JSON that is no chat completion",
    treatment: "retry",
    maximumAttempts: 3,
    mayBePaid: true,
  },
  {
    code: "model-answer-empty",
    when: "answers with an empty text",
    treatment: "retry",
    maximumAttempts: 3,
    mayBePaid: true,
  },
  {
    code: "model-answer-cut",
    when: "answers with an empty text because the token limit was used up before",
    treatment: "park",
    mayBePaid: true,
  },
  {
    code: "model-answer-too-big",
    when: "sends more than 4 MiB (an answer of 50 MB): the connection is closed at the limit",
    treatment: "park",
    mayBePaid: true,
  },
  { code: "model-refused", when: "refuses to answer (content filter)", treatment: "park", mayBePaid: true },
  {
    code: "model-bad-request",
    when: "answers 400, 413, 422 or another 4xx",
    treatment: "park",
    mayBePaid: false,
  },
  { code: "model-key-refused", when: "answers 401", treatment: "park", mayBePaid: false },
  { code: "model-forbidden", when: "answers 403", treatment: "park", mayBePaid: false },
  { code: "model-not-found", when: "answers 404", treatment: "park", mayBePaid: false },
  {
    code: "model-quota-exhausted",
    when: "answers 429 with the code insufficient_quota",
    treatment: "park",
    mayBePaid: false,
  },
  {
    code: "model-endpoint-unusable",
    when: "has a certificate that cannot be trusted, does not speak TLS, or has a port that HTTP clients refuse to ask",
    treatment: "park",
    mayBePaid: false,
  },
  {
    code: "model-redirected",
    when: "answers with a redirect: never followed, since it would carry the key",
    treatment: "park",
    mayBePaid: false,
  },
];

export function failureClassOf(code: string): FailureClass {
  return failureClasses.find((row) => row.code === code) ?? { code, ...unknownClass };
}

/** Whether the n-th call that failed so is followed by another. */
export function isRetried(code: string, attempt: number): boolean {
  const { treatment, maximumAttempts = Number.POSITIVE_INFINITY } = failureClassOf(code);
  return treatment === "retry" && attempt < maximumAttempts;
}
