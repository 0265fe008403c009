import type { DayRequest } from "../src/contracts/day.js";
import { dayWorkflowId } from "../src/contracts/names.js";

/**
 * The workflow id a request has: the same request, the same id. A start nobody gave is the present second and left out,
 * or no request would ever be the same.
 */
export function dayRequestId(request: DayRequest, sha256: (bytes: Uint8Array) => Uint8Array): string {
  const { start, startGiven, ...rest } = request;
  const identity = startGiven ? { ...rest, start } : rest;
  const digest = sha256(new TextEncoder().encode(canonicalJson(identity)));
  return dayWorkflowId(request.scenario.url.host, Buffer.from(digest).toString("hex"));
}

/** JSON with the keys of every object in the order of their UTF-16 code units, without spaces. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
