import { WiretaleError } from "../contracts/errors.js";

export interface BoundedFetchOptions {
  /** Octets of a response's body; one more fails the read. */
  readonly maximumBytes: number;
  /** Whether requests carry the Authorization header: false when no key is configured. */
  readonly authorize: boolean;
  readonly fetch: typeof globalThis.fetch;
}

/** Headers of the client library that may leave; what the environment adds (OPENAI_CUSTOM_HEADERS) may not. */
const allowedHeaders = ["accept", "content-type", "authorization", "user-agent", "idempotency-key"];

/**
 * A `fetch` for the client library with the limits it lacks: a body of bounded size, no redirect (a key goes only to
 * the base URL it is configured with), and no header but those a chat completion needs.
 */
export function createBoundedFetch(options: BoundedFetchOptions): typeof globalThis.fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    for (const name of [...headers.keys()]) {
      const allowed = allowedHeaders.includes(name) || name.startsWith("x-stainless-");
      if (!allowed || (name === "authorization" && !options.authorize)) headers.delete(name);
    }
    const response = await options.fetch(input, { ...init, headers, redirect: "manual" });
    if (response.status >= 300 && response.status < 400 && response.status !== 304) {
      await response.body?.cancel();
      throw new WiretaleError("model-redirected", "the model's endpoint answers with a redirect", {
        hint: "configure the address it redirects to as the base URL; redirects are not followed, since they would carry the key",
        details: { status: response.status },
      });
    }
    if (response.body === null) return response;
    const bounded = response.body.pipeThrough(limitBytes(options.maximumBytes));
    return new Response(bounded, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}

function limitBytes(maximum: number): TransformStream<Uint8Array, Uint8Array> {
  let total = 0;
  return new TransformStream({
    transform(chunk, controller) {
      total += chunk.length;
      if (total > maximum) {
        controller.error(
          new WiretaleError("model-answer-too-big", `the model's endpoint sent more than ${maximum} octets`, {
            hint: "lower the expert's token limit, or check that the base URL is a chat completions endpoint",
          }),
        );
      } else {
        controller.enqueue(chunk);
      }
    },
  });
}
