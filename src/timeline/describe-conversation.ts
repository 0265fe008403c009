import type { Framing, LocalClient, RemoteHost } from "../contracts/framing.js";
import type { RouterMac } from "../contracts/learned.js";
import type { TargetUrl } from "../contracts/scenario.js";
import type {
  ConversationSummary,
  DnsOrder,
  DnsQuerySummary,
  DnsQueryType,
  DnsRcode,
  DnsSummary,
  HttpExchangeSummary,
} from "../contracts/summary.js";
import type {
  LookUpAct,
  PingAct,
  TimelineClient,
  TimelineHost,
  TimelineNameServer,
  TimelineSite,
} from "../contracts/timeline.js";
import { broadcastMac } from "../descriptions/ipv4-text.js";
import { hostWithPort } from "../descriptions/parse-target-url.js";
import { httpDate } from "../descriptions/plan-conversation.js";
import type { SeededDraws } from "../descriptions/seeded-draws.js";
import { drawDelay } from "../personas/delay.js";
import { createRandomStream } from "../personas/random-stream.js";
import type { Said } from "./client-state.js";
import { ownValue } from "./own-value.js";
import { pageOf } from "./places.js";

/** What an expert is told, and what the persona fill needs to put its packets on the link. */
export interface Described {
  readonly summary: ConversationSummary;
  readonly framing: Framing;
}

/** What every description starts from: the client, its draws under the conversation's name, and the way to the peer. */
export interface Setting {
  readonly client: TimelineClient;
  /** Named by the conversation, so that each draws afresh. */
  readonly draws: SeededDraws;
  readonly name: string;
}

/** What the framing has of a client: none of its acts. */
function localClient({ name, ip, mac, persona, prefixLength }: TimelineClient): LocalClient & {
  readonly prefixLength: number;
} {
  return { name, ip, mac, persona, prefixLength };
}

function routed({ client }: Setting, peer: RemoteHost, hop: RouterMac): Framing {
  return { kind: "routed", client: localClient(client), peer, routerMac: hop };
}

/**
 * Who has the next hop's address? All are asked, or the one who had it when that is to be confirmed. Whoever has said it once,
 * says it again.
 */
export function describeArpOf(
  { client }: Setting,
  hop: TimelineHost & { readonly ip: string },
  known: RouterMac | undefined,
  said: RouterMac | undefined,
): Described {
  const { mac = said?.value, ...peer } = hop;
  return {
    summary: {
      protocol: "ARP",
      source: { mac: client.mac, ip: client.ip },
      destination: { mac: known?.value ?? broadcastMac },
      wanted: { ip: hop.ip, ...(mac === undefined ? {} : { mac }) },
    },
    framing: { kind: "local", client: localClient(client), peer },
  };
}

/** Below this round trip the first answer may be there before the next query has left: measured with glibc and dnsmasq. */
const inTurnBelowMicros = 300;

/** The client looks a name up, as its programs do: a query for each type, from one socket. */
export function describeLookUp(
  setting: Setting,
  name: string,
  server: NameServerHost,
  types: readonly DnsQueryType[],
  hop: RouterMac,
): Described {
  const queries = types.map((type, index): DnsQuerySummary => ({
    id: setting.draws.integer(`${setting.name}/id/${index}`, 0, 0xffff),
    ...rcodeOf(server, name, type, types),
    ...(types.length === 1 && type === "A" ? {} : { type }),
  }));
  const [first = {}, ...further] = queries;
  const summary: DnsSummary = {
    protocol: "DNS",
    source: { ip: setting.client.ip },
    destination: { ip: server.host.ip },
    ...first,
    resource: name,
    ...recordsOf(server, name, types),
    ...(further.length === 0 ? {} : { further, order: orderAt(setting, server.host) }),
  };
  return { summary, framing: routed(setting, server.host, hop) };
}

/** A program asks the name server itself: EDNS and cookie are its own. */
export function describeDig(
  setting: Setting,
  { name, type, edns, cookie, authenticData }: LookUpAct,
  server: NameServerHost,
  hop: RouterMac,
): Described {
  const types = [type];
  const summary: DnsSummary = {
    protocol: "DNS",
    source: { ip: setting.client.ip },
    destination: { ip: server.host.ip },
    id: setting.draws.integer(`${setting.name}/id/0`, 0, 0xffff),
    ...rcodeOf(server, name, type, types),
    ...(type === "A" ? {} : { type }),
    resource: name,
    ...recordsOf(server, name, types),
    ...(authenticData ? { authenticData } : {}),
    ...(edns === undefined ? {} : { edns }),
    ...(edns === undefined || !cookie
      ? {}
      : { cookie: hexOf(setting.draws.octets(`${setting.name}/cookie`, 8)) }),
  };
  const { persona } = setting.client;
  const { udp = persona.udp } = persona.programs?.lookUp ?? {};
  const asking = { ...setting, client: { ...setting.client, persona: { ...persona, udp } } };
  return { summary, framing: routed(asking, server.host, hop) };
}

/** A name server, what it knows, and where it is. */
export interface NameServerHost {
  readonly knows: TimelineNameServer;
  /** What it has answered before, where the file leaves it open. */
  readonly said: Said["lookups"];
  readonly host: RemoteHost;
}

function orderAt({ client, draws, name }: Setting, { roundTripMicros }: RemoteHost): DnsOrder {
  const share = client.persona.resolver?.inTurnShare ?? 1;
  const isInTurn = draws.integer(`${name}/order`, 0, 999) < share * 1000;
  return roundTripMicros < inTurnBelowMicros && isInTurn ? "in turn" : "together";
}

/** The code of an answer, told where it is not NOERROR, or where another query's is not. */
function rcodeOf(
  server: NameServerHost,
  name: string,
  type: DnsQueryType,
  types: readonly DnsQueryType[],
): Pick<DnsQuerySummary, "rcode"> {
  const codes = types.map((each) => codeFor(server, name, each));
  return codes.every((code) => code === "NOERROR") ? {} : { rcode: codeFor(server, name, type) };
}

function codeFor(server: NameServerHost, name: string, type: DnsQueryType): DnsRcode {
  const { knows } = server;
  const entry = ownValue(knows.names, name);
  if (entry === undefined) return knows.unknownName;
  // What is open has an IPv4 address at least; more is for the expert to say, unless the server says no.
  const has = addressesOf(server, name)?.some((address) => isOfType(address, type)) ?? type === "A";
  return has ? "NOERROR" : knows.unknownType;
}

function isOfType(address: string, type: DnsQueryType): boolean {
  return address.includes(":") === (type === "AAAA");
}

/** What a name's addresses are: by the file, or as they were said before; undefined where they are open. */
function addressesOf({ knows, said }: NameServerHost, name: string): readonly string[] | undefined {
  const before = ownValue(said, name)?.value;
  return (
    ownValue(knows.names, name)?.addresses ??
    (before === undefined ? undefined : [...before.addresses, ...before.ipv6Addresses])
  );
}

/** What answers must say of a name that the server has. */
function recordsOf(
  server: NameServerHost,
  name: string,
  types: readonly DnsQueryType[],
): Pick<DnsSummary, "response" | "ttl" | "authoritative"> {
  const entry = ownValue(server.knows.names, name);
  if (entry === undefined) return {};
  const { ttl, authoritative } = entry;
  const wanted = addressesOf(server, name)?.filter((address) =>
    types.some((type) => isOfType(address, type)),
  );
  return {
    ...(wanted === undefined || wanted.length === 0 ? {} : { response: wanted }),
    ...(ttl === undefined ? {} : { ttl }),
    ...(authoritative ? { authoritative } : {}),
  };
}

export function describePing(
  setting: Setting,
  { count, intervalSeconds, size }: PingAct,
  identifier: number,
  peer: RemoteHost,
  hop: RouterMac,
): Described {
  return {
    summary: {
      protocol: "ICMP",
      source: { ip: setting.client.ip },
      destination: { ip: peer.ip },
      type: "Echo",
      id: identifier,
      seq: 1,
      count,
      intervals: pingIntervals(setting, count, intervalSeconds),
      size,
    },
    framing: routed(setting, peer, hop),
  };
}

/** What the persona's `ping` makes of an interval: seconds, to the microsecond. */
function pingIntervals({ client, draws, name }: Setting, count: number, seconds: number): readonly number[] {
  const late = client.persona.programs?.ping?.lateMicros;
  if (late === undefined || count < 2) return [seconds];
  const random = createRandomStream(draws.octets(`${name}/late`, 32), "ping");
  return Array.from({ length: count - 1 }, () =>
    Number((seconds + drawDelay(random, late) / 1e6).toFixed(6)),
  );
}

/** The client tries a port on which nobody listens. */
export function describeRefusal(
  setting: Setting,
  url: TargetUrl,
  port: number,
  peer: RemoteHost,
  hop: RouterMac,
): Described {
  return {
    summary: {
      protocol: "TCP",
      source: { ip: setting.client.ip, port },
      destination: { ip: peer.ip, port: url.port },
      connection: "refused",
    },
    framing: routed(setting, peer, hop),
  };
}

/** The client fetches pages of one site over one connection. */
export function describePages(
  setting: Setting,
  urls: readonly [TargetUrl, ...TargetUrl[]],
  port: number,
  site: TimelineSite,
  peer: RemoteHost,
  hop: RouterMac,
  times: { readonly startSeconds: number; readonly scenarioSeconds: number },
): Described {
  const [url] = urls;
  const { userAgent } = setting.client.persona.software ?? {};
  const { server } = peer.persona.software ?? {};
  const exchange = ({ path }: TargetUrl): HttpExchangeSummary => {
    const { code, reasonPhrase, length, text, location, ageSeconds } = pageOf(site, path);
    const changed = lastChange(setting, `${url.host}:${url.port}${path}`, ageSeconds, times.scenarioSeconds);
    return {
      path,
      code,
      reasonPhrase,
      ...(length === undefined ? {} : { length }),
      ...(text === undefined ? {} : { text }),
      ...(location === undefined ? {} : { location }),
      ...(code === 200 && sendsLastModified(server) ? { lastModified: changed } : {}),
    };
  };
  const [first, ...further] = urls.map(exchange);
  if (first === undefined) throw new Error("a connection without a request");
  return {
    summary: {
      protocol: "HTTP",
      source: { ip: setting.client.ip, port },
      destination: { ip: peer.ip, port: url.port },
      host: hostWithPort(url.host, url.port),
      ...first,
      ...(further.length === 0 ? {} : { further }),
      method: "GET",
      ...(userAgent === undefined ? {} : { userAgent }),
      ...(server === undefined ? {} : { server }),
      // The request arrives after the handshake's round trip and half of another.
      date: httpDate(times.startSeconds + (1.5 * peer.roundTripMicros) / 1_000_000),
      close: keepsConnection(userAgent) || isQuick(setting) ? "client" : "server",
    },
    framing: routed(setting, peer, hop),
  };
}

/** Whether a program asks for more than one page over a connection. Python's urllib says `Connection: close`. */
export function keepsConnection(userAgent: string | undefined): boolean {
  return userAgent === undefined || !userAgent.startsWith("Python-urllib/");
}

/** A client that asked to close may be quicker than the server's FIN: so were 3 of 24 of Python's in days of scripts/real-day.sh. */
function isQuick({ draws, name }: Setting): boolean {
  return draws.integer(`${name}/quick`, 0, 7) === 0;
}

/** Servers that say of a file when it was changed. */
function sendsLastModified(server: string | undefined): boolean {
  return server !== undefined && /^(nginx|Apache)\b/i.test(server);
}

/** A file keeps its date for the whole scenario: fixed, or drawn for that page. */
function lastChange(
  { draws }: Setting,
  page: string,
  ageSeconds: number | undefined,
  scenarioSeconds: number,
): string {
  return httpDate(scenarioSeconds - (ageSeconds ?? draws.integer(`${page}/age`, 86_400, 300 * 86_400)));
}

function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
