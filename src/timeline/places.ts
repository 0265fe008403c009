import type { Ipv4Address } from "../contracts/address.js";
import type { RemoteHost } from "../contracts/framing.js";
import type { TargetUrl } from "../contracts/scenario.js";
import type {
  Timeline,
  TimelineClient,
  TimelineHost,
  TimelinePage,
  TimelineSite,
} from "../contracts/timeline.js";
import { isSameNetwork } from "../descriptions/ipv4-text.js";
import { ownValue } from "./own-value.js";

/** Where things are in a scenario: which host an address, a name or a URL leads to, and over whom the client reaches it. */

/** `www.example.org:80`: what sites are known by. */
export function siteKey({ host, port }: Pick<TargetUrl, "host" | "port">): string {
  return `${host}:${port}`;
}

/** The site of a URL; undefined where nobody listens there. */
export function siteOf({ sites }: Timeline, url: TargetUrl): TimelineSite | undefined {
  return sites[siteKey(url)];
}

/** The host that serves a URL; undefined where nobody listens there. */
export function siteHost(timeline: Timeline, url: TargetUrl): TimelineHost | undefined {
  const site = siteOf(timeline, url);
  return site === undefined ? undefined : timeline.hosts[site.host];
}

/** What a site answers to a path and query: exactly that, or as the path without its query. */
export function pageOf(site: TimelineSite, path: string): TimelinePage {
  const [plain = path] = path.split("?");
  return ownValue(site.pages, path) ?? ownValue(site.pages, plain) ?? site.otherwise;
}

/** The host that a name leads to, once it has this address: the one that serves a site of that name, or has the address. */
export function hostOfName(timeline: Timeline, name: string, address: Ipv4Address): TimelineHost | undefined {
  const { sites, hosts } = timeline;
  const site = Object.entries(sites).find(([key]) => key.startsWith(`${name}:`))?.[1];
  return (site === undefined ? undefined : hosts[site.host]) ?? hostAt(timeline, address);
}

function hostAt({ hosts }: Timeline, address: Ipv4Address): TimelineHost | undefined {
  return Object.values(hosts).find(({ ip }) => ip === address);
}

/** A host with the address that the client uses for it. */
export function withAddress({ mac: _fixed, ...host }: TimelineHost, ip: Ipv4Address): RemoteHost {
  return { ...host, ip };
}

/** Whom the client hands packets for an address: that host itself on its own network, else the router. */
export function nextHop(
  timeline: Timeline,
  client: TimelineClient,
  address: Ipv4Address,
): (TimelineHost & { readonly ip: Ipv4Address }) | undefined {
  const isNear = isSameNetwork(address, client.ip, client.prefixLength);
  const host = isNear ? hostAt(timeline, address) : timeline.hosts[timeline.router];
  return host?.ip === undefined ? undefined : { ...host, ip: host.ip };
}
