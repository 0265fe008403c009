import type { Finding } from "../contracts/finding.js";
import type { Persona } from "../contracts/persona.js";
import type { Lookup } from "../contracts/learned.js";
import { err, ok, type Result } from "../contracts/result.js";
import type { TargetUrl } from "../contracts/scenario.js";
import type { TimelineClient } from "../contracts/timeline.js";
import { UsageError } from "../contracts/errors.js";
import { parseTargetUrl } from "../descriptions/parse-target-url.js";
import type { SeededDraws } from "../descriptions/seeded-draws.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { learnLookup } from "../learned-facts/learn-lookup.js";
import { learnRedirect } from "../learned-facts/learn-redirect.js";
import { learnRouterMac } from "../learned-facts/learn-router-mac.js";
import type { Reaction } from "../personas/causes.js";
import { drawDelay, reactionDelay } from "../personas/delay.js";
import { createRandomStream } from "../personas/random-stream.js";
import type { ClientState } from "./client-state.js";
import { withIdentifications } from "./seen-identifications.js";
import { ended, type NextConversation, type Teaches } from "./next-conversation.js";

/** A conversation as it was had. */
export interface HadConversation extends Pick<NextConversation, "name" | "teaches"> {
  /** Absent: a person skipped it. */
  readonly spoken?: {
    readonly frames: readonly FlowFrame[];
    /** Of the artifact that holds the frames. */
    readonly framesDigest: string;
    /** Microseconds since the epoch. */
    readonly lastMicros: bigint;
  };
}

/** A fact as labels and reports tell it. */
export interface Taught {
  readonly fact: "hardwareAddress" | "addresses" | "redirect";
  /** The address, the name or the URL that it is about. */
  readonly of: string;
  readonly value: string | readonly string[];
  readonly from: Lookup["from"];
}

export interface Observed {
  readonly state: ClientState;
  readonly taught: readonly Taught[];
}

/**
 * What a client knows after a conversation: its clock is at the last frame and its own reaction, its caches hold what the frames
 * said, and an act that is through is over. Frames that do not teach what they must are a finding.
 */
export function observe(
  state: ClientState,
  had: HadConversation,
  client: TimelineClient,
  draws: SeededDraws,
): Result<Observed, Finding> {
  const counted = { ...state, conversations: state.conversations + 1 };
  if (had.spoken === undefined)
    return ok({ state: skipped(counted, had.teaches, client, draws), taught: [] });
  const reaction = reactionAfter(had.name, had.teaches, client.persona, draws);
  const { frames, lastMicros } = had.spoken;
  const identifications = withIdentifications(state.identifications, frames, client.ip);
  const now = { ...counted, identifications, micros: String(lastMicros + BigInt(reaction)) };
  return learn(now, client, draws, had.name, had.teaches, had.spoken);
}

/**
 * How long until the client goes on: what waited for a hardware address leaves with the stack's reaction to it, what waited for a
 * name with the program's. After anything else a program begins, in its own time.
 */
function reactionAfter(conversation: string, teaches: Teaches, persona: Persona, draws: SeededDraws): number {
  const reaction = afterTeaching[teaches.kind];
  if (reaction === undefined) return 1;
  const random = createRandomStream(draws.octets(`${conversation}/after`, 32), "reaction");
  return Math.max(1, drawDelay(random, reactionDelay(persona, reaction)));
}

const afterTeaching: Readonly<Partial<Record<Teaches["kind"], Reaction>>> = {
  "hardware-address": "acknowledge",
  lookup: "connect",
  redirect: "connect",
};

function skipped(
  state: ClientState,
  teaches: Teaches,
  client: TimelineClient,
  draws: SeededDraws,
): ClientState {
  const over = actThatEnds(teaches);
  return over === undefined ? state : ended(state, over, client, draws);
}

/** The act that is over with the conversation. */
function actThatEnds(teaches: Teaches): "look-up" | "ping" | undefined {
  if (teaches.kind === "answer") return "look-up";
  return teaches.kind === "nothing" && teaches.endsAct ? "ping" : undefined;
}

function learn(
  state: ClientState,
  client: TimelineClient,
  draws: SeededDraws,
  conversation: string,
  teaches: Teaches,
  { frames, framesDigest, lastMicros }: NonNullable<HadConversation["spoken"]>,
): Result<Observed, Finding> {
  const source = { conversation, framesDigest };
  const over = actThatEnds(teaches);
  const after = (now: ClientState) => (over === undefined ? now : ended(now, over, client, draws));
  switch (teaches.kind) {
    case "hardware-address": {
      const mac = learnRouterMac(frames, teaches.ip, source);
      if (!mac.ok) return err(mac.error);
      const entry = { mac: mac.value, confirmedMicros: String(lastMicros) };
      const { value, from } = mac.value;
      return ok({
        state: {
          ...state,
          arp: { ...state.arp, [teaches.ip]: entry },
          said: { ...state.said, macs: { [teaches.ip]: mac.value, ...state.said.macs } },
        },
        taught: [{ fact: "hardwareAddress", of: teaches.ip, value, from }],
      });
    }
    case "lookup": {
      const lookup = learnLookup(frames, teaches.name, source);
      if (!lookup.ok) return err(lookup.error);
      const { addresses } = lookup.value.value;
      const fact = {
        fact: "addresses",
        of: teaches.name,
        value: addresses,
        from: lookup.value.from,
      } as const;
      return ok({
        state: withLookup(
          withAnswer(state, teaches.name, lookup.value),
          teaches.name,
          lookup.value,
          client.cachesNames ? lastMicros : undefined,
        ),
        taught: addresses.length === 0 ? [] : [fact],
      });
    }
    case "answer": {
      const lookup = learnLookup(frames, teaches.name, source);
      if (!lookup.ok) return err(lookup.error);
      return ok({ state: after(withAnswer(state, teaches.name, lookup.value)), taught: [] });
    }
    case "nothing": {
      const confirmed = teaches.via === undefined ? state : confirm(state, teaches.via, lastMicros);
      return ok({ state: after(confirmed), taught: [] });
    }
    case "redirect": {
      const confirmed = confirm(state, teaches.via, lastMicros);
      const target = learnRedirect(frames, source);
      if (target === undefined) return ok({ state: confirmed, taught: [] });
      const fact = {
        fact: "redirect",
        of: teaches.base.href,
        value: target.value,
        from: target.from,
      } as const;
      const url = teaches.follow ? followed(target.value, teaches.base) : undefined;
      return ok({ state: url === undefined ? confirmed : withRedirect(confirmed, url), taught: [fact] });
    }
  }
}

/** Segments that were acknowledged came by way of that address: it holds (RFC 4861 section 7.3.1 has the same of IPv6). */
function confirm(state: ClientState, ip: string, micros: bigint): ClientState {
  const entry = state.arp[ip];
  if (entry === undefined) return state;
  return { ...state, arp: { ...state.arp, [ip]: { ...entry, confirmedMicros: String(micros) } } };
}

/** The program that asked uses the answer whatever its time to live; the cache keeps it as long as that says. */
function withLookup(
  state: ClientState,
  name: string,
  lookup: Lookup,
  cachedFrom: bigint | undefined,
): ClientState {
  const { act } = state;
  const used =
    act === undefined ? state : { ...state, act: { ...act, lookups: { ...act.lookups, [name]: lookup } } };
  if (cachedFrom === undefined) return used;
  const expires = cachedFrom + BigInt(lookup.value.ttlSeconds) * 1_000_000n;
  return { ...used, names: { ...used.names, [name]: { lookup, expiresMicros: String(expires) } } };
}

/** The first answer with addresses is what the server goes on saying. */
function withAnswer(state: ClientState, name: string, lookup: Lookup): ClientState {
  if (lookup.value.addresses.length === 0) return state;
  const { said } = state;
  return { ...state, said: { ...said, lookups: { [name]: lookup, ...said.lookups } } };
}

function withRedirect(state: ClientState, url: TargetUrl): ClientState {
  const { act } = state;
  if (act === undefined) return state;
  return { ...state, act: { ...act, urls: [url, ...act.urls], redirects: act.redirects + 1 } };
}

/** What a Location says, taken from where it was said (RFC 9110 section 10.2.2); undefined where that is nothing to fetch here. */
function followed(location: string, base: TargetUrl): TargetUrl | undefined {
  if (!URL.canParse(location, base.href)) return undefined;
  try {
    return parseTargetUrl(new URL(location, base.href).href);
  } catch (error) {
    // Frames may say anything: https, another scheme, a user name.
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
