import type { RoutedFraming } from "../../src/contracts/framing.js";
import type { ResolvedAddresses, RouterMac } from "../../src/contracts/learned.js";
import type { ResolvedScenario } from "../../src/contracts/scenario.js";
import type {
  ArpSummary,
  DnsSummary,
  HttpSummary,
  IcmpSummary,
  TcpSummary,
} from "../../src/contracts/summary.js";
import { learnResolvedAddresses } from "../../src/learned-facts/learn-resolved-addresses.js";
import { learnRouterMac } from "../../src/learned-facts/learn-router-mac.js";
import { linux, server } from "../personas/packets.js";
import { arpExchange, client, dnsExchange, frames, router, site } from "./day-frames.js";

export const arpSummary: ArpSummary = {
  protocol: "ARP",
  source: { mac: client.mac, ip: client.ip },
  destination: { mac: "ff:ff:ff:ff:ff:ff" },
  wanted: { ip: router.ip },
};

export const dnsSummary: DnsSummary = {
  protocol: "DNS",
  source: { ip: client.ip },
  destination: { ip: router.ip },
  id: 0x7210,
  resource: site.host,
};

export const httpSummary: HttpSummary = {
  protocol: "HTTP",
  source: { ip: client.ip, port: client.port, window: 64240 },
  destination: { ip: site.ip, port: site.port, window: 65160 },
  host: site.host,
  path: "/",
  code: 200,
  reasonPhrase: "OK",
  method: "GET",
  userAgent: "curl/7.88.1",
  server: "nginx/1.22.1",
  date: "Tue, 14 Nov 2023 22:13:20 GMT",
};

export const icmpSummary: IcmpSummary = {
  protocol: "ICMP",
  source: { ip: client.ip },
  destination: { ip: router.ip },
  type: "Echo",
  id: 0x268d,
  seq: 1,
  count: 2,
  size: 56,
};

/** Of `lookUpBoth`: the name server refuses to say anything of IPv6. */
export const bothSummary: DnsSummary = {
  ...dnsSummary,
  type: "A",
  rcode: "NOERROR",
  further: [{ id: 0x4ee3, type: "AAAA", rcode: "REFUSED" }],
  response: [site.ip],
  ttl: 300,
  order: "in turn",
};

export const tcpSummary: TcpSummary = {
  protocol: "TCP",
  source: { ip: client.ip, port: client.port, window: 64240 },
  destination: { ip: site.ip, port: site.port },
  connection: "refused",
};

/** Facts come from frames, in tests too. */
export function routerMacOfDay(): RouterMac {
  const learned = learnRouterMac(frames(arpExchange), router.ip, {
    conversation: "arp",
    framesDigest: "sha256:0",
  });
  if (!learned.ok) throw new Error(learned.error.message);
  return learned.value;
}

export function resolvedAddressesOfDay(): ResolvedAddresses {
  const learned = learnResolvedAddresses(frames(dnsExchange), site.host, {
    conversation: "dns",
    framesDigest: "sha256:0",
  });
  if (!learned.ok) throw new Error(learned.error.message);
  return learned.value;
}

const laptop = { name: "laptop", ip: client.ip, mac: client.mac, persona: linux, prefixLength: 24 };
const web = { name: site.host, ip: site.ip, persona: server, hops: 7, roundTripMicros: 30_000 };
const gateway = { name: "router", ip: router.ip, persona: server, hops: 0, roundTripMicros: 300 };

export function routedFraming(): RoutedFraming {
  return { kind: "routed", client: laptop, peer: web, routerMac: routerMacOfDay() };
}

export const scenario: ResolvedScenario = {
  name: "test",
  url: { href: `http://${site.host}/`, host: site.host, isLiteralAddress: false, port: 80, path: "/" },
  client: laptop,
  router: gateway,
  nameServer: gateway,
  site: { name: site.host, persona: server, hops: 7, roundTripMicros: 30_000 },
  response: { code: 200, reasonPhrase: "OK" },
};

export const literalScenario: ResolvedScenario = {
  ...scenario,
  url: { ...scenario.url, href: `http://${site.ip}/`, host: site.ip, isLiteralAddress: true },
};
