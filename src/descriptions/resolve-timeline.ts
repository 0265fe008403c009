import type { Persona } from "../contracts/persona.js";
import type {
  CapturePoint,
  Timeline,
  TimelineClient,
  TimelineHost,
  TimelineNameServer,
  TimelinePage,
  TimelineSite,
} from "../contracts/timeline.js";
import { ipv4ToNumber, isSameNetwork, parseIpv4 } from "./ipv4-text.js";
import { reasonPhrases } from "./reason-phrases.js";
import { countActs, readActs, type ActContext } from "./resolve-acts.js";
import { faultAt, readUrl, type Fault } from "./scenario-fault.js";
import { createDraws, type SeededDraws, type Sha256 } from "./seeded-draws.js";
import type { TimelineFile } from "./timeline-schema.js";

export interface TimelineSources {
  readonly file: TimelineFile;
  /** By name, as `src/config` read them. */
  readonly personas: ReadonlyMap<string, Persona>;
  /** `--persona HOST=NAME`: before what the file says. */
  readonly personaByHost?: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly sha256: Sha256;
  /** `file:line:column` of a key path, for faults that the schema cannot see. */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

/** Acts of one client when all rounds are unrolled: enough for days, few enough to keep in mind. */
const mostActs = 50_000;

/**
 * Settles everything about a scenario file but what the frames are to teach: paths and hardware addresses that it leaves out are
 * drawn from the seed, or left open where an expert decides. Faults name file, line, column and key path.
 */
export function resolveTimeline(sources: TimelineSources): Timeline {
  const { file, seed, sha256 } = sources;
  const fault = faultAt(sources.placeOf);
  const draws = createDraws(seed, sha256);
  const network = readNetwork(file.network, fault);
  const personaNamed = (name: string, path: readonly PropertyKey[]) =>
    findPersona(sources.personas, name, path, fault);
  const persona = (host: string) =>
    personaNamed(sources.personaByHost?.[host] ?? file.hosts[host]?.persona ?? "", [
      "hosts",
      host,
      "persona",
    ]);
  checkNames(file, fault);
  const clientNames = Object.keys(file.acts);
  const hosts: Record<string, TimelineHost> = {};
  for (const [name, { ip, mac }] of Object.entries(file.hosts)) {
    if (clientNames.includes(name)) continue;
    const isNear = ip !== undefined && isSameNetwork(ip, network.address, network.prefixLength);
    if (mac !== undefined && !isNear && file.capture !== name)
      fault(
        ["hosts", name, "mac"],
        "only hosts of the clients' network have one that they see",
        "leave it out, or capture there",
      );
    hosts[name] = {
      name,
      persona: persona(name),
      ...pathTo(name, file, isNear, draws),
      ...(ip === undefined ? {} : { ip }),
      ...(mac === undefined || !isNear ? {} : { mac }),
    };
  }
  const router = hosts[file.router];
  if (router?.ip === undefined || !isSameNetwork(router.ip, network.address, network.prefixLength)) {
    fault(
      ["router"],
      `${file.router} is no host of the clients' network ${file.network}`,
      "give it an ip there",
    );
  }
  const nameServers = mapValues(file.nameServers, (entry): TimelineNameServer => ({
    ...entry,
    names: mapValues(entry.names, ({ addresses, ttl, authoritative }) => ({
      authoritative,
      ...(addresses === undefined ? {} : { addresses }),
      ...(ttl === undefined ? {} : { ttl }),
    })),
  }));
  const sites = Object.fromEntries(
    Object.entries(file.sites).map(([origin, site]) => {
      const path = ["sites", origin];
      const url = readUrl(origin, path, fault);
      if (url.path !== "/")
        fault(path, `${origin} has a path`, "write the scheme, the host and the port alone");
      return [`${url.host}:${url.port}`, readSite(site)] as const;
    }),
  );
  const capturePoint = resolveCapturePoint(file, network, persona, draws, fault);
  if (capturePoint !== undefined) checkWithoutLoss(file, fault);
  const timeline = {
    name: file.name,
    hosts,
    router: file.router,
    nameServers,
    sites,
    ...(capturePoint === undefined ? {} : { capturePoint }),
  };
  const clients = clientNames.map((name) =>
    resolveClient(name, {
      file,
      network,
      persona,
      personaNamed,
      draws,
      fault,
      timeline,
    }),
  );
  return { ...timeline, clients };
}

interface Network {
  readonly address: string;
  readonly prefixLength: number;
}

function readNetwork(text: string, fault: Fault): Network {
  const [address = "", length = ""] = text.split("/");
  const prefixLength = Number(length);
  const isWhole =
    parseIpv4(address) !== undefined && /^\d{1,2}$/.test(length) && prefixLength >= 8 && prefixLength <= 30;
  if (!isWhole)
    fault(["network"], `${JSON.stringify(text)} is no network`, "such as 192.168.1.0/24, of 8 to 30 bits");
  return { address, prefixLength };
}

/** Every host, name server and persona role that is named is there. */
function checkNames(file: TimelineFile, fault: Fault): void {
  const hosts = Object.keys(file.hosts);
  const known = (name: string, path: readonly PropertyKey[]) => {
    if (!hosts.includes(name))
      fault(path, `no host ${JSON.stringify(name)}`, `the hosts are ${hosts.join(", ")}`);
  };
  known(file.router, ["router"]);
  for (const name of Object.keys(file.links)) known(name, ["links", name]);
  for (const name of Object.keys(file.nameServers)) known(name, ["nameServers", name]);
  for (const [origin, { host }] of Object.entries(file.sites)) known(host, ["sites", origin, "host"]);
  for (const name of Object.keys(file.acts)) known(name, ["acts", name]);
  if (Object.keys(file.acts).length === 0)
    fault(["acts"], "nobody does anything", "give a host a list of acts");
  if (Object.hasOwn(file.acts, file.router))
    fault(["acts", file.router], "the router is no client", "give its acts to another host");
}

/** What gets lost is settled for captures at the clients alone: behind the loss, other frames would be missing. */
function checkWithoutLoss({ links, capture }: TimelineFile, fault: Fault): void {
  for (const [name, { lossPercent = 0 }] of Object.entries(links)) {
    if (lossPercent > 0)
      fault(
        ["links", name, "lossPercent"],
        `only what clients see of a path that loses packets is known, and the capture is at ${capture}`,
        "leave it out, or write capture: client",
      );
  }
}

/** `client` for the clients' own interfaces; undefined then. */
function resolveCapturePoint(
  { capture, router, hosts, acts }: TimelineFile,
  network: Network,
  persona: (host: string) => Persona,
  draws: SeededDraws,
  fault: Fault,
): CapturePoint | undefined {
  if (capture === "client") return undefined;
  const host = hosts[capture];
  if (host === undefined) {
    const names = Object.keys(hosts).filter((name) => !Object.hasOwn(acts, name));
    return fault(["capture"], `no host ${JSON.stringify(capture)}`, `client, or one of ${names.join(", ")}`);
  }
  if (Object.hasOwn(acts, capture))
    return fault(["capture"], `${capture} is a client`, "write client: all of them are captured together");
  if (capture === router) return { kind: "router", host: capture };
  if (host.ip !== undefined && isSameNetwork(host.ip, network.address, network.prefixLength))
    return fault(
      ["capture"],
      `${capture} is on the clients' own network`,
      `write client, ${router}, or a host beyond it`,
    );
  const drawn = (name: string) => drawMac(name, persona(capture), draws);
  // The machines of one room are often of one maker.
  return {
    kind: "server",
    host: capture,
    mac: host.mac ?? drawn(capture),
    routerMac: drawn(`${capture}/router`),
  };
}

function pathTo(
  name: string,
  { links }: TimelineFile,
  isNear: boolean,
  draws: SeededDraws,
): Pick<TimelineHost, "hops" | "roundTripMicros" | "jitterMicros" | "bandwidthMbps" | "lossShare"> {
  const { hops, roundTripMs, jitterMs, bandwidthMbps, lossPercent = 0 } = links[name] ?? {};
  const drawn = isNear ? 400 : draws.integer(`path/${name}/round-trip`, 8_000, 60_000);
  return {
    hops: hops ?? (isNear ? 0 : draws.integer(`path/${name}/hops`, 6, 14)),
    roundTripMicros: roundTripMs === undefined ? drawn : Math.round(roundTripMs * 1000),
    ...(jitterMs === undefined ? {} : { jitterMicros: Math.round(jitterMs * 1000) }),
    ...(bandwidthMbps === undefined ? {} : { bandwidthMbps }),
    ...(lossPercent === 0 ? {} : { lossShare: lossPercent / 100 }),
  };
}

function readSite({ host, pages, otherwise }: TimelineFile["sites"][string]): TimelineSite {
  return {
    host,
    pages: mapValues(pages, readPage),
    otherwise: otherwise === undefined ? { code: 404, reasonPhrase: "Not Found" } : readPage(otherwise),
  };
}

type PageEntry = NonNullable<TimelineFile["sites"][string]["otherwise"]>;

function readPage({ code, reasonPhrase, length, text, location, ageSeconds }: PageEntry): TimelinePage {
  return {
    code,
    reasonPhrase: reasonPhrase ?? reasonPhrases[code] ?? "",
    ...(length === undefined ? {} : { length }),
    ...(text === undefined ? {} : { text }),
    ...(location === undefined ? {} : { location }),
    ...(ageSeconds === undefined ? {} : { ageSeconds }),
  };
}

/** `curl` of `curl/7.88.1`. */
function programOf({ software }: Persona): string | undefined {
  return software?.userAgent?.split("/")[0]?.toLowerCase();
}

interface ClientContext extends Omit<ActContext, "program"> {
  readonly file: TimelineFile;
  readonly network: Network;
  /** Of a host. */
  readonly persona: (host: string) => Persona;
  readonly draws: SeededDraws;
}

function resolveClient(name: string, context: ClientContext): TimelineClient {
  const { file, network, fault, draws, timeline } = context;
  const entry = file.hosts[name];
  if (entry?.ip === undefined || !isOrdinaryHost(entry.ip, network)) {
    return fault(
      ["hosts", name, "ip"],
      `a client has an address of the network ${file.network}`,
      "give it one that is neither the network's own nor its broadcast address",
    );
  }
  const persona = context.persona(name);
  const nameServer = entry.nameServer ?? Object.keys(file.nameServers)[0] ?? file.router;
  if (Object.keys(file.nameServers).length > 0 && !Object.hasOwn(file.nameServers, nameServer)) {
    fault(
      ["hosts", name, "nameServer"],
      `${nameServer} is no name server`,
      `known: ${Object.keys(file.nameServers).join(", ")}`,
    );
  }
  if (Object.hasOwn(file.nameServers, nameServer) && timeline.hosts[nameServer]?.ip === undefined)
    fault(["hosts", nameServer, "ip"], "a name server is asked by its address", "give it an ip");
  const start = entry.programStartMs;
  const program = programOf(persona);
  const acts = readActs(file.acts[name] ?? [], ["acts", name], { ...context, program });
  const count = countActs(acts);
  if (count > mostActs)
    fault(["acts", name], `${count} acts when all rounds are unrolled`, `at most ${mostActs}`);
  return {
    name,
    ip: entry.ip,
    prefixLength: network.prefixLength,
    persona,
    mac: entry.mac ?? drawMac(name, persona, draws),
    nameServer,
    looksUp: entry.looksUp ?? ["A", "AAAA"],
    cachesNames: entry.cachesNames ?? true,
    arpSeconds: entry.arpSeconds ?? 60,
    ...(start === undefined
      ? {}
      : { programStartMicros: [Math.round(start[0] * 1000), Math.round(start[1] * 1000)] as const }),
    acts,
  };
}

function isOrdinaryHost(ip: string, { address, prefixLength }: Network): boolean {
  const size = 2 ** (32 - prefixLength);
  const place = ipv4ToNumber(ip) % size;
  return isSameNetwork(ip, address, prefixLength) && place !== 0 && place !== size - 1;
}

function drawMac(name: string, { macPrefixes }: Persona, draws: SeededDraws): string {
  const prefix = macPrefixes[draws.integer(`${name}/mac/prefix`, 0, Math.max(0, macPrefixes.length - 1))];
  const octets = Array.from(draws.octets(`${name}/mac`, 3), (octet) => octet.toString(16).padStart(2, "0"));
  return [prefix?.toLowerCase() ?? "02:00:5e", ...octets].join(":");
}

function findPersona(
  personas: TimelineSources["personas"],
  name: string,
  path: readonly PropertyKey[],
  fault: Fault,
): Persona {
  return (
    personas.get(name) ??
    fault(
      path,
      `no persona ${JSON.stringify(name)}`,
      `known: ${[...personas.keys()].sort().join(", ") || "none"}`,
    )
  );
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
