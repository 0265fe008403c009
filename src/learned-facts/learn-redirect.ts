import type { RedirectTarget } from "../contracts/learned.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { connectionsOf } from "../validators/described-connections.js";
import { httpHeader } from "../wire/http.js";
import { makeLearnedFact, type FramesSource } from "./make-learned-fact.js";

/** Statuses that send a client elsewhere for the same page (RFC 9110 section 15.4). */
const redirects: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Reads where the last response of a conversation sends the client: its Location header, as it was sent. Undefined where it is no
 * redirect, or names no place.
 */
export function learnRedirect(
  frames: readonly FlowFrame[],
  source: FramesSource,
): RedirectTarget | undefined {
  const response = connectionsOf(frames)[0]?.exchanges.at(-1)?.response;
  const [frameNumber] = response?.frames ?? [];
  if (response === undefined || frameNumber === undefined) return undefined;
  if (!redirects.includes(response.head.statusCode)) return undefined;
  const location = httpHeader(response.head, "location");
  return location === undefined ? undefined : makeLearnedFact(location, { ...source, frameNumber });
}
