import { UsageError } from "../src/contracts/errors.js";
import type { DayRequest, RunRequest } from "../src/contracts/day.js";
import type { TimelineRequest } from "../src/contracts/timeline.js";
import { dayWorkflowId } from "../src/contracts/names.js";

/**
 * The workflow id a request has: the same request, the same id. A start nobody gave is the present second and left out,
 * or no request would ever be the same.
 */
export function dayRequestId(request: RunRequest, sha256: (bytes: Uint8Array) => Uint8Array): string {
  const { start, startGiven, ...rest } = request;
  const identity = startGiven ? { ...rest, start } : rest;
  const digest = sha256(new TextEncoder().encode(canonicalJson(identity)));
  return dayWorkflowId(placeOf(request), Buffer.from(digest).toString("hex"));
}

/** Whether a request is for a scenario from a file. */
export function isTimelineRequest(request: RunRequest): request is TimelineRequest {
  return "kind" in request;
}

/** For what can drive a day in the life only. */
export function asDayRequest(request: RunRequest): DayRequest {
  if (isTimelineRequest(request))
    throw new UsageError("this takes a day in the life", "leave --scenario out, or give one without acts");
  return request;
}

/** What an id says of its request: the site's host, or the scenario's name. */
function placeOf(request: RunRequest): string {
  if (!isTimelineRequest(request)) return request.scenario.url.host;
  const words = request.timeline.name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-");
  return words.slice(0, 40).replaceAll(/^-|-$/gu, "") || "scenario";
}

/** JSON with the keys of every object in the order of their UTF-16 code units, without spaces. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
