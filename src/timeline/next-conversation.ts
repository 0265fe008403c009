import type { ExpertName } from "../contracts/expert.js";
import type { RouterMac } from "../contracts/learned.js";
import type { TargetUrl } from "../contracts/scenario.js";
import type { DoneAct, Timeline, TimelineClient } from "../contracts/timeline.js";
import { ephemeralPort } from "../descriptions/ephemeral-port.js";
import { parseIpv4 } from "../descriptions/ipv4-text.js";
import { createDraws, type SeededDraws, type Sha256 } from "../descriptions/seeded-draws.js";
import { arpEntry, knownLookup, type ActState, type ClientState } from "./client-state.js";
import {
  describeArpOf,
  describeDig,
  describeLookUp,
  describePages,
  describePing,
  describeRefusal,
  keepsConnection,
  type Described,
  type NameServerHost,
  type Setting,
} from "./describe-conversation.js";
import { expandActs, type Step } from "./expand-acts.js";
import { ownValue } from "./own-value.js";
import { identificationsBetween } from "./seen-identifications.js";
import { endMicros, processesOf, startMicros } from "./program-times.js";
import { hostOfName, nextHop, siteHost, siteKey, siteOf, withAddress } from "./places.js";

/** A conversation that is to be had next, and what its frames are to teach. */
export interface NextConversation {
  readonly expert: ExpertName;
  /** `client-007-dns`: the client, its how manieth conversation, the expert. */
  readonly name: string;
  readonly described: Described;
  /** Seconds since the epoch of its first frame, six decimals. */
  readonly start: string;
  readonly teaches: Teaches;
  /** Facts it is built from. */
  readonly uses: readonly UsedFact[];
  /** Whether the client can do without it: nothing after it needs what it teaches. */
  readonly skippable: boolean;
}

/** What to read from a conversation's frames. */
export type Teaches =
  | { readonly kind: "hardware-address"; readonly ip: string }
  | { readonly kind: "lookup"; readonly name: string }
  /** A program's own query: its answer is for people to read, and what the server says again. */
  | { readonly kind: "answer"; readonly name: string }
  | { readonly kind: "nothing"; readonly endsAct: boolean; readonly via?: string }
  | {
      readonly kind: "redirect";
      readonly urls: number;
      readonly follow: boolean;
      readonly via: string;
      readonly base: TargetUrl;
    };

export interface UsedFact {
  readonly fact: "hardwareAddress" | "addresses";
  /** Whose: the address or the name. */
  readonly of: string;
  readonly value: string | readonly string[];
  readonly from: RouterMac["from"];
}

export interface Planning {
  readonly timeline: Timeline;
  readonly client: TimelineClient;
  readonly seed: number;
  /** Seconds since the epoch at which the scenario begins. */
  readonly startSeconds: number;
  readonly sha256: Sha256;
}

export interface Planned {
  /** As it is when the conversation begins, or at the end. */
  readonly state: ClientState;
  /** Absent: the client has done everything. */
  readonly next?: NextConversation;
}

/** Redirects followed one after the other, at most: curl's own bound is 50, loops show sooner. */
const mostRedirects = 10;

/**
 * What a client does next: pure, from the scenario, what it has learned and what its caches hold. Waits only move its clock; an
 * act asks for a hardware address that the cache has not, then for a name, then does what it is about.
 */
export function planNext(planning: Planning, from: ClientState): Planned {
  const { client, seed, sha256 } = planning;
  const draws = createDraws(seed, sha256);
  const steps = expandActs(client.acts, draws, `acts/${client.name}`);
  let state = from;
  for (;;) {
    const step = steps[state.position];
    if (step === undefined) return { state };
    if (!isDone(step)) {
      state = pass(step, state);
      continue;
    }
    const acting = withPrograms(planning, step);
    const begun = state.act === undefined ? begin(step, state, acting, draws) : state;
    const next = conversationOf(step, begun, acting, draws);
    if (next !== undefined) return next;
    state = ended(begun, step.kind, acting.client, draws);
  }
}

/** An act may be done by other programs than the client's usual ones. */
function withPrograms(planning: Planning, act: DoneAct): Planning {
  if (act.kind !== "fetch" || act.persona === undefined) return planning;
  return { ...planning, client: { ...planning.client, persona: act.persona } };
}

function isDone(step: Step): step is DoneAct {
  return step.kind === "ping" || step.kind === "fetch" || step.kind === "look-up";
}

function pass(step: Exclude<Step, DoneAct>, state: ClientState): ClientState {
  const position = state.position + 1;
  switch (step.kind) {
    case "idle":
      // Whoever waits in a script starts a program for it.
      return {
        ...state,
        position,
        micros: later(state.micros, step.seconds),
        processes: state.processes + 1,
      };
    case "mark":
      return { ...state, position, marks: { ...state.marks, [step.name]: state.micros } };
    case "await": {
      const due = later(state.marks[step.name] ?? state.micros, step.seconds);
      return { ...state, position, micros: BigInt(due) > BigInt(state.micros) ? due : state.micros };
    }
  }
}

/** A program starts: its own time before it sends anything, after the program before it has ended. */
function begin(act: DoneAct, state: ClientState, { client }: Planning, draws: SeededDraws): ClientState {
  const micros = startMicros(act.kind, state.position, client, draws);
  const urls = act.kind === "fetch" ? act.urls : [];
  return {
    ...state,
    micros: String(BigInt(state.micros) + BigInt(micros)),
    processes: state.processes + processesOf(act.kind, client),
    act: { urls, redirects: 0, lookups: {} },
  };
}

/** The act is over, and its program ends; what only it knew is forgotten. */
export function ended(
  { act: _over, ...state }: ClientState,
  kind: DoneAct["kind"],
  client: TimelineClient,
  draws: SeededDraws,
): ClientState {
  const micros = endMicros(kind, state.position, client, draws);
  return { ...state, position: state.position + 1, micros: String(BigInt(state.micros) + BigInt(micros)) };
}

function conversationOf(
  act: DoneAct,
  state: ClientState,
  planning: Planning,
  draws: SeededDraws,
): Planned | undefined {
  switch (act.kind) {
    case "look-up":
      return planLookUpAct(act, state, planning, draws);
    case "ping":
      return planPing(act, state, planning, draws);
    case "fetch":
      return planFetch(state, planning, draws);
  }
}

function planLookUpAct(
  act: Extract<DoneAct, { kind: "look-up" }>,
  state: ClientState,
  planning: Planning,
  draws: SeededDraws,
): Planned | undefined {
  const server = nameServerOf(planning, state);
  if (server === undefined) return undefined;
  const way = wayTo(server.host.ip, state, planning, draws);
  if (way === undefined || "state" in way) return way;
  const setting = settingOf("dns", state, planning, draws);
  const described = describeDig(setting, act, server, way.hop);
  const teaches: Teaches = { kind: "answer", name: act.name };
  return planned("dns", setting, described, state, { teaches, uses: [way.used], skippable: true });
}

function planPing(
  act: Extract<DoneAct, { kind: "ping" }>,
  state: ClientState,
  planning: Planning,
  draws: SeededDraws,
): Planned | undefined {
  const target = addressOf(act.target, state, planning, draws);
  if (target === undefined || "state" in target) return target;
  const host = hostOfName(planning.timeline, act.target, target.ip);
  if (host === undefined) return undefined;
  const way = wayTo(target.ip, state, planning, draws);
  if (way === undefined || "state" in way) return way;
  const setting = settingOf("icmp", state, planning, draws);
  const identifier = echoIdentifier(state, setting);
  const described = describePing(setting, act, identifier, withAddress(host, target.ip), way.hop);
  return planned("icmp", setting, described, state, {
    teaches: { kind: "nothing", endsAct: true },
    uses: [way.used, ...target.uses],
    skippable: true,
  });
}

/** `ping` takes its process's number: they count up from one that is drawn. */
function echoIdentifier({ processes }: ClientState, { draws, client }: Setting): number {
  return (draws.integer(`${client.name}/echo`, 0x400, 0x7fff) + processes) & 0xffff;
}

function planFetch(state: ClientState, planning: Planning, draws: SeededDraws): Planned | undefined {
  const { timeline, client, startSeconds } = planning;
  const urls = state.act?.urls ?? [];
  const [url] = urls;
  if (url === undefined) return undefined;
  const target = addressOf(url.host, state, planning, draws);
  if (target === undefined) return withoutSite(url, state, planning, draws);
  if ("state" in target) return target;
  const host = siteHost(timeline, url) ?? hostOfName(timeline, url.host, target.ip);
  if (host === undefined) return withoutSite(url, state, planning, draws);
  const way = wayTo(target.ip, state, planning, draws);
  if (way === undefined || "state" in way) return way;
  const peer = withAddress(host, target.ip);
  const uses = [way.used, ...target.uses];
  const site = siteOf(timeline, url);
  const place = `${target.ip}:${url.port}`;
  const portFrom = ({ name }: Setting): number =>
    ephemeralPort(client.persona.ephemeralPorts, draws, `${name}/port`, ownValue(state.ports, place));
  const withPort = (port: number): ClientState => ({ ...state, ports: { ...state.ports, [place]: port } });
  if (site === undefined) {
    const setting = settingOf("tcp", state, planning, draws);
    const port = portFrom(setting);
    const described = describeRefusal(setting, url, port, peer, way.hop);
    const rest = withUrls(withPort(port), urls.slice(1));
    const teaches: Teaches = { kind: "nothing", endsAct: false, via: way.used.of };
    return planned("tcp", setting, described, rest, { teaches, uses, skippable: true });
  }
  const together = keepsConnection(client.persona.software?.userAgent) ? sameSite(urls) : [url];
  const setting = settingOf("http", state, planning, draws);
  const times = { startSeconds: Number(state.micros) / 1e6, scenarioSeconds: startSeconds };
  const port = portFrom(setting);
  const described = describePages(setting, [url, ...together.slice(1)], port, site, peer, way.hop, times);
  const follow = isFollowing(planning, state);
  const rest = withUrls(withPort(port), urls.slice(together.length));
  return planned("http", setting, described, rest, {
    teaches: {
      kind: "redirect",
      urls: together.length,
      follow,
      via: way.used.of,
      base: together.at(-1) ?? url,
    },
    uses,
    // What a redirect says decides what comes next.
    skippable: !follow,
  });
}

function isFollowing({ client, seed, sha256 }: Planning, { position, act }: ClientState): boolean {
  const step = expandActs(client.acts, createDraws(seed, sha256), `acts/${client.name}`)[position];
  return step?.kind === "fetch" && step.follow && (act?.redirects ?? 0) < mostRedirects;
}

/** The name has no address, or nobody is there: the program goes on with what is left. */
function withoutSite(
  url: TargetUrl,
  state: ClientState,
  planning: Planning,
  draws: SeededDraws,
): Planned | undefined {
  const rest = (state.act?.urls ?? []).filter((other) => siteKey(other) !== siteKey(url));
  return rest.length === 0 ? undefined : planFetch(withUrls(state, rest), planning, draws);
}

function sameSite(urls: readonly TargetUrl[]): readonly TargetUrl[] {
  const [first] = urls;
  if (first === undefined) return [];
  const end = urls.findIndex((url) => siteKey(url) !== siteKey(first));
  return end === -1 ? urls : urls.slice(0, end);
}

function withUrls(state: ClientState, urls: readonly TargetUrl[]): ClientState {
  const act: ActState = state.act ?? { urls: [], redirects: 0, lookups: {} };
  return { ...state, act: { ...act, urls } };
}

interface Target {
  readonly ip: string;
  readonly uses: readonly UsedFact[];
}

/** The address of a name or of itself; the conversation that is to tell it; undefined where there is none. */
function addressOf(
  target: string,
  state: ClientState,
  planning: Planning,
  draws: SeededDraws,
): Target | Planned | undefined {
  if (parseIpv4(target) !== undefined) return { ip: target, uses: [] };
  const lookup = knownLookup(state, target);
  if (lookup !== undefined) {
    const [ip] = lookup.value.addresses;
    if (ip === undefined) return undefined;
    return {
      ip,
      uses: [{ fact: "addresses", of: target, value: lookup.value.addresses, from: lookup.from }],
    };
  }
  const server = nameServerOf(planning, state);
  if (server === undefined) return undefined;
  const way = wayTo(server.host.ip, state, planning, draws);
  if (way === undefined || "state" in way) return way;
  const setting = settingOf("dns", state, planning, draws);
  const described = describeLookUp(setting, target, server, planning.client.looksUp, way.hop);
  const threads = planning.client.persona.resolver?.processes ?? 0;
  const looking = { ...state, processes: state.processes + threads };
  return planned("dns", setting, described, looking, {
    teaches: { kind: "lookup", name: target },
    uses: [way.used],
    skippable: false,
  });
}

function nameServerOf({ timeline, client }: Planning, { said }: ClientState): NameServerHost | undefined {
  const knows = timeline.nameServers[client.nameServer];
  const host = timeline.hosts[client.nameServer];
  if (knows === undefined || host?.ip === undefined) return undefined;
  return { knows, said: said.lookups, host: withAddress(host, host.ip) };
}

/** The hardware address that leads to an address; the conversation that is to tell it. */
function wayTo(
  address: string,
  state: ClientState,
  planning: Planning,
  draws: SeededDraws,
): { readonly hop: RouterMac; readonly used: UsedFact } | Planned | undefined {
  const { timeline, client } = planning;
  const hop = nextHop(timeline, client, address);
  if (hop === undefined) return undefined;
  const entry = arpEntry(state, hop.ip, client.arpSeconds);
  if (entry?.holds === true) {
    const { mac } = entry;
    return { hop: mac, used: { fact: "hardwareAddress", of: hop.ip, value: mac.value, from: mac.from } };
  }
  const setting = settingOf("arp", state, planning, draws);
  const described = describeArpOf(setting, hop, entry?.mac, ownValue(state.said.macs, hop.ip));
  return planned("arp", setting, described, state, {
    teaches: { kind: "hardware-address", ip: hop.ip },
    uses: [],
    skippable: false,
  });
}

function settingOf(
  expert: ExpertName,
  state: ClientState,
  { client }: Planning,
  draws: SeededDraws,
): Setting {
  const number = String(state.conversations + 1).padStart(3, "0");
  return { client, draws, name: `${client.name}-${number}-${expert}` };
}

function planned(
  expert: ExpertName,
  { name, client }: Setting,
  { summary, framing }: Described,
  state: ClientState,
  rest: Pick<NextConversation, "teaches" | "uses" | "skippable">,
): Planned {
  const start = secondsText(BigInt(state.micros));
  const identifications = identificationsBetween(state.identifications, client.ip, framing.peer.ip);
  const described =
    Object.keys(identifications).length === 0
      ? { summary, framing }
      : { summary, framing: { ...framing, identifications } };
  return { state, next: { expert, name, described, start, ...rest } };
}

function later(micros: string, seconds: number): string {
  return String(BigInt(micros) + BigInt(Math.round(seconds * 1e6)));
}

function secondsText(micros: bigint): string {
  return `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, "0")}`;
}
