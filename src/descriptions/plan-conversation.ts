import type { MacAddress } from "../contracts/address.js";
import type { Framing, RoutedFraming } from "../contracts/framing.js";
import type { ResolvedAddresses, RouterMac } from "../contracts/learned.js";
import type { ResolvedScenario } from "../contracts/scenario.js";
import type { ArpSummary, ConversationSummary, DnsSummary, HttpSummary } from "../contracts/summary.js";
import { broadcastMac } from "./ipv4-text.js";
import { hostWithPort } from "./parse-target-url.js";
import { ephemeralPort } from "./ephemeral-port.js";
import { createDraws, type Sha256 } from "./seeded-draws.js";

/** What an expert is told, and what the persona fill needs to put its packets on the link. */
export interface DescribedConversation<S extends ConversationSummary, F extends Framing> {
  readonly summary: S;
  readonly framing: F;
}

/** The client asks for the router. The broadcast form: the answerer's MAC is open unless the endpoints file fixes it. */
export function describeArp(
  scenario: ResolvedScenario,
): DescribedConversation<ArpSummary, Extract<Framing, { kind: "local" }>> {
  const { client, router } = scenario;
  const { mac, ...peer } = router;
  return {
    summary: {
      protocol: "ARP",
      source: { mac: client.mac, ip: client.ip },
      destination: { mac: broadcastMac },
      wanted: { ip: router.ip, ...(mac === undefined ? {} : { mac }) },
    },
    framing: { kind: "local", client: hostOf(scenario), peer },
  };
}

/**
 * The client asks its name server for the site's name. The answer is open unless the endpoints file fixes the addresses;
 * the transaction id is the client's stack's to choose, and is drawn from the seed.
 */
export function describeDns(
  scenario: ResolvedScenario,
  seed: number,
  routerMac: RouterMac,
  sha256: Sha256,
): DescribedConversation<DnsSummary, RoutedFraming> {
  const { client, nameServer, site, url } = scenario;
  return {
    summary: {
      protocol: "DNS",
      source: { ip: client.ip },
      destination: { ip: nameServer.ip },
      id: createDraws(seed, sha256).integer("dns/id", 0, 0xffff),
      resource: url.host,
      ...(site.addresses === undefined ? {} : { response: site.addresses }),
    },
    framing: { kind: "routed", client: hostOf(scenario), peer: nameServer, routerMac },
  };
}

/** The client fetches the URL from the first address that the DNS answer taught. */
export function describeHttp(
  scenario: ResolvedScenario,
  seed: number,
  routerMac: RouterMac,
  addresses: ResolvedAddresses,
  startSeconds: number,
  sha256: Sha256,
): DescribedConversation<HttpSummary, RoutedFraming> {
  const [first] = addresses.value;
  if (first === undefined) throw new Error("a learned fact holds no address");
  return describeFetch(scenario, seed, routerMac, first, startSeconds, sha256);
}

/** The same for a URL whose host is an address: nothing was looked up, so there is nothing to have learned. */
export function describeHttpToLiteral(
  scenario: ResolvedScenario,
  seed: number,
  routerMac: RouterMac,
  startSeconds: number,
  sha256: Sha256,
): DescribedConversation<HttpSummary, RoutedFraming> {
  if (!scenario.url.isLiteralAddress)
    throw new Error(`${scenario.url.host} is a name: its address must be learned`);
  return describeFetch(scenario, seed, routerMac, scenario.url.host, startSeconds, sha256);
}

function describeFetch(
  scenario: ResolvedScenario,
  seed: number,
  routerMac: RouterMac,
  ip: string,
  startSeconds: number,
  sha256: Sha256,
): DescribedConversation<HttpSummary, RoutedFraming> {
  const { client, url, response, site } = scenario;
  const { addresses: _fixed, ...path } = site;
  const userAgent = client.persona.software?.userAgent;
  const server = site.persona.software?.server;
  const port = ephemeralPort(client.persona.ephemeralPorts, createDraws(seed, sha256), "http/port");
  return {
    summary: {
      protocol: "HTTP",
      source: { ip: client.ip, port },
      destination: { ip, port: url.port },
      host: hostWithPort(url.host, url.port),
      path: url.path,
      code: response.code,
      reasonPhrase: response.reasonPhrase,
      method: "GET",
      ...(userAgent === undefined ? {} : { userAgent }),
      ...(server === undefined ? {} : { server }),
      // The request arrives after the handshake's round trip and half of another.
      date: httpDate(startSeconds + (1.5 * site.roundTripMicros) / 1_000_000),
    },
    framing: { kind: "routed", client: hostOf(scenario), peer: { ...path, ip }, routerMac },
  };
}

/** IMF-fixdate, the form of a Date header (RFC 9110 section 5.6.7): `Tue, 04 Mar 2025 05:06:07 GMT`. */
export function httpDate(epochSeconds: number): string {
  return new Date(Math.floor(epochSeconds) * 1000).toUTCString();
}

function hostOf({
  client: { name, ip, mac, persona },
}: ResolvedScenario): Framing["client"] & { mac: MacAddress } {
  return { name, ip, mac, persona };
}
