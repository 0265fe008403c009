import { ConfigError, UsageError } from "../contracts/errors.js";
import type { Persona } from "../contracts/persona.js";
import type { ResolvedScenario, TargetUrl } from "../contracts/scenario.js";
import type { Endpoints, ScenarioFile, SiteEntry } from "./endpoints-schema.js";
import { isSameNetwork, ipv4ToNumber } from "./ipv4-text.js";
import { parseTargetUrl } from "./parse-target-url.js";
import { reasonPhrases } from "./reason-phrases.js";
import { createDraws, type SeededDraws, type Sha256 } from "./seeded-draws.js";

/** Fetched when neither scenario nor `--url` say what. */
export const defaultUrl = "http://example.com/";

export const personaRoles = ["client", "router", "nameServer", "site"] as const;
export type PersonaRole = (typeof personaRoles)[number];

export interface ScenarioSources {
  readonly endpoints: Endpoints;
  readonly scenario?: ScenarioFile;
  /** `--url`: before the scenario's. */
  readonly url?: string;
  /** By name, as `src/config` read them. */
  readonly personas: ReadonlyMap<string, Persona>;
  /** `--persona ROLE=NAME`: before what the files say. */
  readonly personaByRole?: Readonly<Partial<Record<PersonaRole, string>>>;
  readonly seed: number;
  readonly sha256: Sha256;
}

/**
 * Settles everything about a day in the life but what the frames are to teach. Sites that are not listed stand behind a
 * path of 6 to 14 hops and 8 to 60 ms, drawn from the seed. Throws `UsageError` and `ConfigError` with hints.
 */
export function resolveScenario(sources: ScenarioSources): ResolvedScenario {
  const { scenario } = sources;
  const endpoints = overlay(sources.endpoints, scenario?.endpoints);
  const draws = createDraws(sources.seed, sources.sha256);
  const persona = (role: PersonaRole, name: string) =>
    findPersona(sources.personas, sources.personaByRole?.[role] ?? name, role);

  const url = parseTargetUrl(sources.url ?? scenario?.url ?? defaultUrl);
  const client = resolveClient(endpoints, persona("client", endpoints.client.persona), draws);
  const router = {
    name: endpoints.router.name,
    ip: endpoints.router.ip,
    persona: persona("router", endpoints.router.persona),
    hops: 0,
    roundTripMicros: micros(endpoints.router.roundTripMs),
    ...(endpoints.router.mac === undefined ? {} : { mac: endpoints.router.mac }),
  };
  checkLink(endpoints);
  checkTarget(url, endpoints);

  const entry = endpoints.sites.find(({ host }) => host === url.host);
  const { code, reasonPhrase } = scenario?.response ?? entry?.response ?? { code: 200 };
  return {
    name: scenario?.name ?? `a day in the life: ${url.host}`,
    url,
    client,
    router,
    nameServer: resolveNameServer(endpoints, router, (name) => persona("nameServer", name), draws),
    site: resolveSite(url, endpoints, entry, (name) => persona("site", name), draws),
    response: { code, reasonPhrase: reasonPhrase ?? reasonPhrases[code] ?? "" },
  };
}

function resolveClient(
  endpoints: Endpoints,
  persona: Persona,
  draws: SeededDraws,
): ResolvedScenario["client"] {
  const { name, ip, prefixLength, mac } = endpoints.client;
  return { name, ip, prefixLength, persona, mac: mac ?? drawMac(persona, draws) };
}

/** A prefix of the persona's makers, or a locally administered one, and three octets from the seed. */
function drawMac(persona: Persona, draws: SeededDraws): string {
  const { macPrefixes } = persona;
  const prefix = macPrefixes[draws.integer("client/mac/prefix", 0, Math.max(0, macPrefixes.length - 1))];
  const octets = Array.from(draws.octets("client/mac", 3), (octet) => octet.toString(16).padStart(2, "0"));
  return [prefix?.toLowerCase() ?? "02:00:5e", ...octets].join(":");
}

function resolveNameServer(
  endpoints: Endpoints,
  router: ResolvedScenario["router"],
  persona: (name: string) => Persona,
  draws: SeededDraws,
): ResolvedScenario["nameServer"] {
  const { nameServer } = endpoints;
  if (nameServer === "router" || nameServer.ip === router.ip) {
    const name = nameServer === "router" ? endpoints.router.persona : nameServer.persona;
    const { ip, hops, roundTripMicros } = router;
    return { name: router.name, ip, hops, roundTripMicros, persona: persona(name) };
  }
  return {
    name: nameServer.name,
    ip: nameServer.ip,
    persona: persona(nameServer.persona),
    ...drawPath(nameServer, `path/${nameServer.ip}`, draws),
  };
}

function resolveSite(
  url: TargetUrl,
  endpoints: Endpoints,
  entry: SiteEntry | undefined,
  persona: (name: string) => Persona,
  draws: SeededDraws,
): ResolvedScenario["site"] {
  if (url.host === endpoints.router.ip) {
    const { persona: name, roundTripMs } = endpoints.router;
    return {
      name: url.host,
      persona: persona(entry?.persona ?? name),
      hops: 0,
      roundTripMicros: micros(roundTripMs),
      addresses: [url.host],
    };
  }
  const addresses = url.isLiteralAddress ? [url.host] : entry?.addresses;
  return {
    name: url.host,
    persona: persona(entry?.persona ?? endpoints.sitePersona),
    ...drawPath(entry ?? {}, `path/${url.host}`, draws),
    ...(addresses === undefined ? {} : { addresses }),
  };
}

function drawPath(
  given: { readonly hops?: number | undefined; readonly roundTripMs?: number | undefined },
  name: string,
  draws: SeededDraws,
): { readonly hops: number; readonly roundTripMicros: number } {
  return {
    hops: given.hops ?? draws.integer(`${name}/hops`, 6, 14),
    roundTripMicros:
      given.roundTripMs === undefined
        ? draws.integer(`${name}/round-trip`, 8_000, 60_000)
        : micros(given.roundTripMs),
  };
}

function micros(milliseconds: number): number {
  return Math.round(milliseconds * 1000);
}

/** Who is on the client's link: the router and nobody else that the day talks to. */
function checkLink(endpoints: Endpoints): void {
  const { client, router, nameServer } = endpoints;
  const onLink = (ip: string) => isSameNetwork(ip, client.ip, client.prefixLength);
  const network = `${client.ip}/${client.prefixLength}`;
  if (!onLink(router.ip) || router.ip === client.ip) {
    throw new ConfigError(
      `endpoints.router.ip: ${router.ip} is not another host of the client's network ${network}`,
      "the client reaches its router by ARP: give it an address of the same network",
    );
  }
  for (const [key, ip] of [
    ["client.ip", client.ip],
    ["router.ip", router.ip],
  ] as const) {
    if (isNetworkOrBroadcast(ip, client.prefixLength)) {
      throw new ConfigError(
        `endpoints.${key}: ${ip} is the network's own or broadcast address`,
        "use a host's address",
      );
    }
  }
  if (nameServer !== "router" && nameServer.ip !== router.ip && onLink(nameServer.ip)) {
    throw new ConfigError(
      `endpoints.nameServer.ip: ${nameServer.ip} is on the client's network ${network}, and is not the router`,
      "the day asks for one hardware address only, the router's: use the router as name server, or one beyond it",
    );
  }
  for (const site of endpoints.sites) {
    const local = site.addresses?.find((ip) => onLink(ip));
    if (local !== undefined) {
      throw new ConfigError(
        `endpoints.sites: ${site.host} has the address ${local} on the client's network ${network}`,
        "the day's site stands beyond the router: give it an address of another network",
      );
    }
  }
}

function isNetworkOrBroadcast(ip: string, prefixLength: number): boolean {
  const size = 2 ** (32 - prefixLength);
  const host = ipv4ToNumber(ip) % size;
  return host === 0 || host === size - 1;
}

function checkTarget(url: TargetUrl, { client, router }: Endpoints): void {
  if (!url.isLiteralAddress || url.host === router.ip) return;
  if (isSameNetwork(url.host, client.ip, client.prefixLength)) {
    throw new UsageError(
      `${url.host} is on the client's own network ${client.ip}/${client.prefixLength}`,
      `the day's site stands beyond the router, or is the router ${router.ip} itself`,
    );
  }
}

function findPersona(personas: ReadonlyMap<string, Persona>, name: string, role: PersonaRole): Persona {
  const persona = personas.get(name);
  if (persona !== undefined) return persona;
  throw new UsageError(
    `no persona ${JSON.stringify(name)} for ${role}`,
    `known: ${[...personas.keys()].sort().join(", ") || "none"}`,
  );
}

/** The scenario's values before the endpoints file's; its sites before the others. */
function overlay(base: Endpoints, over: ScenarioFile["endpoints"]): Endpoints {
  if (over === undefined) return base;
  return {
    ...base,
    client: { ...base.client, ...given(over.client) },
    router: { ...base.router, ...given(over.router) },
    nameServer: over.nameServer ?? base.nameServer,
    sitePersona: over.sitePersona ?? base.sitePersona,
    sites: [...(over.sites ?? []), ...base.sites],
  };
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function given<T extends object>(value: T | undefined): Partial<Given<T>> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, item]) => item !== undefined)) as Partial<
    Given<T>
  >;
}
