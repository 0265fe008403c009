import type { ResolvedScenario } from "../../contracts/scenario.js";
import type { Timeline } from "../../contracts/timeline.js";
import type { RunReport } from "../run-report.js";
import type { KnownHost } from "../ladder.js";
import type { RunData } from "./report-page.js";

/** What a run was about: of a day in the life or of a scenario from a file. */
export interface RunSubject {
  readonly title: string;
  /** One sentence. */
  readonly sentence: string;
  /** In the order in which they stand on the way. */
  readonly hosts: readonly KnownHost[];
  /** Addresses that were given, each once, of whom the request names first. */
  readonly given: RunData["given"];
}

export function runSubject({ request, learned }: Pick<RunReport, "request" | "learned">): RunSubject {
  return "kind" in request ? timelineSubject(request.timeline) : daySubject(request.scenario, learned);
}

function daySubject(
  { client, router, nameServer, site, url }: ResolvedScenario,
  learned: RunReport["learned"],
): RunSubject {
  return {
    title: `A day in the life: GET ${url.href}`,
    sentence: `A day in the life of ${client.name}, which fetched ${url.href}.`,
    hosts: [
      { name: client.name, addresses: [client.ip] },
      { name: router.name, addresses: [router.ip] },
      { name: nameServer.name, addresses: [nameServer.ip] },
      { name: site.name, addresses: learned.resolvedAddresses?.value ?? site.addresses ?? [] },
    ],
    given: eachOnce([
      { host: client.name, address: client.ip },
      { host: client.name, address: client.mac },
      { host: router.name, address: router.ip },
      ...(router.mac === undefined ? [] : [{ host: router.name, address: router.mac }]),
      { host: nameServer.name, address: nameServer.ip },
      ...(site.addresses ?? []).map((address) => ({ host: site.name, address })),
    ]),
  };
}

function timelineSubject({ name, clients, hosts, capturePoint }: Timeline): RunSubject {
  const others = Object.values(hosts);
  const clientNames = clients.map((client) => client.name).join(", ");
  return {
    title: `A scenario: ${name}`,
    sentence: `The scenario “${name}”, lived by ${clientNames}${capturePoint === undefined ? "" : `, captured at ${capturePoint.host}`}.`,
    hosts: [
      ...clients.map((client) => ({ name: client.name, addresses: [client.ip] })),
      ...others.map((host) => ({ name: host.name, addresses: host.ip === undefined ? [] : [host.ip] })),
    ],
    given: eachOnce([
      ...clients.flatMap((client) => [
        { host: client.name, address: client.ip },
        { host: client.name, address: client.mac },
      ]),
      ...others.flatMap((host) =>
        [host.ip, host.mac].flatMap((address) => (address === undefined ? [] : { host: host.name, address })),
      ),
      ...(capturePoint?.kind === "server"
        ? [
            { host: capturePoint.host, address: capturePoint.mac },
            { host: `the router of ${capturePoint.host}`, address: capturePoint.routerMac },
          ]
        : []),
    ]),
  };
}

function eachOnce(all: RunData["given"]): RunData["given"] {
  return all.filter(({ address }, index) => all.findIndex((other) => other.address === address) === index);
}
