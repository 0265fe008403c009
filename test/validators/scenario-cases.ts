import type { LearnedSoFar } from "../../src/contracts/day.js";
import type { Finding } from "../../src/contracts/finding.js";
import type { ResolvedScenario } from "../../src/contracts/scenario.js";
import { checkScenario } from "../../src/validators/check-scenario.js";
import type { RuleCase } from "./case.js";
import {
  addressRecord,
  arpExchange,
  change,
  client,
  dnsExchange,
  frames,
  httpExchange,
  router,
  site,
  without,
  type FrameSpec,
} from "./day-frames.js";
import { advertisementOf, clientSix, solicitationOf } from "./neighbor-frames.js";
import { literalScenario, resolvedAddressesOfDay, routerMacOfDay, scenario } from "./day-scenario.js";

interface Day {
  readonly arp?: readonly FrameSpec[];
  readonly dns?: readonly FrameSpec[];
  readonly http?: readonly FrameSpec[];
  readonly scenario?: ResolvedScenario;
  readonly learned?: () => LearnedSoFar;
}

const learnedOfDay = () => ({ routerMac: routerMacOfDay(), resolvedAddresses: resolvedAddressesOfDay() });

export interface ScenarioCase extends RuleCase {
  /** The same where every Ethernet frame bears a VLAN tag. */
  readonly taggedFindings: () => readonly Finding[];
}

/** ARP is frames 1 and 2, DNS 3 and 4, HTTP 5 to 15. */
function scenarioCase(rule: string, what: string, day: Day, expected: readonly string[]): ScenarioCase {
  return {
    rule,
    fires: expected.some((line) => line.startsWith(rule)),
    what,
    findings: () => findingsOf(day, (specs) => specs),
    taggedFindings: () => findingsOf(day, tagged),
    expected,
  };
}

function findingsOf(day: Day, framed: (specs: readonly FrameSpec[]) => readonly FrameSpec[]) {
  const { arp = arpExchange, dns = dnsExchange, http = httpExchange, learned = learnedOfDay } = day;
  const conversations = [
    { name: "arp", frames: frames(framed(arp)) },
    { name: "dns", frames: frames(framed(dns), arp.length + 1) },
    { name: "http", frames: frames(framed(http), arp.length + dns.length + 1) },
  ];
  return checkScenario(conversations, day.scenario ?? scenario, learned());
}

function tagged(specs: readonly FrameSpec[]): readonly FrameSpec[] {
  return specs.map((spec) => (spec.ethernet === undefined ? spec : { ...spec, vlan: [{ identifier: 5 }] }));
}

const otherMac = "04:92:26:8e:71:99";
const otherSite = "198.51.100.7";
const toHost = (ip: string) =>
  httpExchange.map((spec) => ({
    ...spec,
    ipv4: { ...spec.ipv4, ...(spec.ipv4?.source === client.ip ? { destination: ip } : { source: ip }) },
  }));
const otherAnswer = change(dnsExchange, 2, {
  dns: { answers: [{ ...addressRecord, rdata: { kind: "a", address: otherSite } }] },
});
const otherRouter = change(arpExchange, 2, {
  ethernet: { source: otherMac },
  arp: { senderHardwareAddress: otherMac },
});

const siteSix = "2001:db8:2::80";
const routerSix = "fe80::1";
const solicitation = solicitationOf(routerSix);
const advertisement = advertisementOf(routerSix, router.mac);
/** A connection to the site over IPv6 and the router. */
const opening6: FrameSpec = {
  ethernet: { source: client.mac, destination: router.mac },
  ipv6: { source: clientSix, destination: siteSix },
  tcp: { sourcePort: client.port + 1, destinationPort: site.port, flags: 2, sequenceNumber: 4_000_000_000 },
};
/** An answer with both addresses of the site. */
const sixAnswer = [
  ...dnsExchange,
  ...dnsExchange
    .map((spec, index) =>
      change([spec], 1, {
        dns: {
          transactionId: 0x7211,
          questions: [{ name: site.host, type: 28, class: 1 }],
          ...(index === 0
            ? {}
            : {
                answers: [
                  {
                    name: site.host,
                    type: 28,
                    class: 1,
                    ttl: 300,
                    rdata: { kind: "aaaa", address: siteSix },
                  } as const,
                ],
              }),
        },
      }),
    )
    .flat(),
];

export const scenarioCases: readonly ScenarioCase[] = [
  scenarioCase(
    "learned-router-mac-unused",
    "a segment to another router",
    { http: change(httpExchange, 4, { ethernet: { destination: otherMac } }) },
    ["learned-router-mac-unused 8"],
  ),
  scenarioCase(
    "learned-router-mac-unused",
    "a segment from another router",
    { http: change(httpExchange, 6, { ethernet: { source: otherMac } }) },
    ["learned-router-mac-unused 10"],
  ),
  scenarioCase("learned-router-mac-unused", "the whole day over the learned address", {}, []),
  scenarioCase("resolved-address-unused", "another server", { http: toHost(otherSite) }, [
    "name-not-resolved-before-use 5",
    "resolved-address-unused 5",
  ]),
  scenarioCase(
    "resolved-address-unused",
    "a literal address needs no answer",
    { scenario: literalScenario, dns: [], learned: () => ({ routerMac: routerMacOfDay() }) },
    [],
  ),
  scenarioCase("learned-fact-not-in-frames", "another reply than the one read", { arp: otherRouter }, [
    "learned-fact-not-in-frames 2",
    "host-with-two-hardware-addresses 4",
  ]),
  scenarioCase("learned-fact-not-in-frames", "another answer than the one read", { dns: otherAnswer }, [
    "learned-fact-not-in-frames 4",
    "name-not-resolved-before-use 5",
  ]),
  scenarioCase("learned-fact-not-in-frames", "as read", {}, []),
  scenarioCase(
    "host-with-two-hardware-addresses",
    "the client",
    { http: change(httpExchange, 3, { ethernet: { source: otherMac } }) },
    ["host-with-two-hardware-addresses 7"],
  ),
  scenarioCase(
    "host-with-two-hardware-addresses",
    "everything beyond the router comes from its address",
    {},
    [],
  ),
  scenarioCase(
    "hardware-address-with-two-hosts",
    "a name server with the router's address",
    {
      dns: dnsExchange.map((spec) => ({
        ...spec,
        ipv4: {
          ...spec.ipv4,
          ...(spec.ipv4?.source === client.ip ? { destination: "192.168.1.53" } : { source: "192.168.1.53" }),
        },
      })),
    },
    ["hardware-address-with-two-hosts 4"],
  ),
  scenarioCase("hardware-address-with-two-hosts", "sites share the router's address", {}, []),
  scenarioCase(
    "conversations-out-of-order",
    "the page before the answer",
    { http: change(httpExchange, 1, { micros: 3500 }) },
    ["conversations-out-of-order 4,5"],
  ),
  scenarioCase(
    "conversations-out-of-order",
    "at the same time",
    { http: change(httpExchange, 1, { micros: 4000 }) },
    [],
  ),
  scenarioCase(
    "link-type-mixed",
    "raw IP at the end",
    {
      http: change(httpExchange, 11, { linkType: 228 }).map((spec, index) =>
        index === 10 ? withoutEthernet(spec) : spec,
      ),
    },
    ["link-type-mixed 15"],
  ),
  scenarioCase("link-type-mixed", "one link type", {}, []),
  scenarioCase(
    "router-not-resolved-before-use",
    "an IPv6 packet to whom nobody has asked for",
    { http: [...httpExchange, opening6] },
    ["name-not-resolved-before-use 16", "router-not-resolved-before-use 16"],
  ),
  scenarioCase(
    "router-not-resolved-before-use",
    "neighbor discovery has given the router's hardware address",
    { dns: sixAnswer, http: [solicitation, advertisement, ...httpExchange, opening6] },
    [],
  ),
  scenarioCase(
    "name-not-resolved-before-use",
    "over IPv6",
    { http: [solicitation, advertisement, ...httpExchange, opening6] },
    ["name-not-resolved-before-use 18"],
  ),
  scenarioCase(
    "name-not-resolved-before-use",
    "an AAAA record names the address",
    { dns: sixAnswer, http: [solicitation, advertisement, ...httpExchange, opening6] },
    [],
  ),
  scenarioCase(
    "name-not-resolved-before-use",
    "the answer names another address",
    { dns: otherAnswer, learned: () => ({ routerMac: routerMacOfDay() }) },
    ["name-not-resolved-before-use 5"],
  ),
  scenarioCase(
    "name-not-resolved-before-use",
    "an alias leads there",
    {
      dns: change(dnsExchange, 2, {
        dns: {
          answers: [
            {
              name: site.host,
              type: 5,
              class: 1,
              ttl: 60,
              rdata: { kind: "name", name: "edge.example.net" },
            },
            { ...addressRecord, name: "edge.example.net" },
          ],
        },
      }),
    },
    [],
  ),
  scenarioCase(
    "router-not-resolved-before-use",
    "no reply",
    { arp: arpExchange.slice(0, 1), learned: () => ({ resolvedAddresses: resolvedAddressesOfDay() }) },
    ["scenario-too-few-frames 1", "router-not-resolved-before-use 2"],
  ),
  scenarioCase("router-not-resolved-before-use", "a reply first", {}, []),
  scenarioCase("scenario-too-few-frames", "ten segments", { http: without(httpExchange, 9) }, [
    "scenario-too-few-frames 5,6,7,8,9,10,11,12,13,14",
  ]),
  scenarioCase(
    "scenario-too-few-frames",
    "thirteen frames for a literal address",
    { scenario: literalScenario, dns: [], learned: () => ({ routerMac: routerMacOfDay() }) },
    [],
  ),
];

function withoutEthernet({ ethernet: _, ...spec }: FrameSpec): FrameSpec {
  return spec;
}
