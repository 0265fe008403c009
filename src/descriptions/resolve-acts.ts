import type { Persona } from "../contracts/persona.js";
import type { Act, Timeline } from "../contracts/timeline.js";
import { parseIpv4 } from "./ipv4-text.js";
import { readUrl, type Fault } from "./scenario-fault.js";
import type { ActEntry } from "./timeline-schema.js";

/** What acts are read by. */
export interface ActContext {
  /** What the client's program calls itself, in lower case; undefined where its persona names none. */
  readonly program: string | undefined;
  readonly personaNamed: (name: string, path: readonly PropertyKey[]) => Persona;
  readonly fault: Fault;
  readonly timeline: Omit<Timeline, "clients">;
}

/** Acts as the file has them, those of other programs left out; what they name is there, or it is a fault. */
export function readActs(
  entries: readonly ActEntry[],
  path: readonly PropertyKey[],
  context: ActContext,
): readonly Act[] {
  return entries.flatMap((entry, index) =>
    isDoneBy(entry, context.program) ? [readAct(entry, [...path, index], context)] : [],
  );
}

function readAct(entry: ActEntry, path: readonly PropertyKey[], context: ActContext): Act {
  const { fault, timeline } = context;
  switch (entry.do) {
    case "idle":
      return { kind: "idle", seconds: entry.seconds };
    case "ping": {
      const { count, interval, size } = entry;
      const target = pingTarget(entry.target, [...path, "target"], context);
      return { kind: "ping", target, count, intervalSeconds: interval, size };
    }
    case "fetch": {
      const urls = (typeof entry.url === "string" ? [entry.url] : entry.url).map((text, index) => {
        const place = typeof entry.url === "string" ? [...path, "url"] : [...path, "url", index];
        const url = readUrl(text, place, fault);
        checkPlace(url.host, place, context);
        return url;
      });
      const { follow } = entry;
      if (entry.with === undefined) return { kind: "fetch", urls, follow };
      return { kind: "fetch", urls, follow, persona: context.personaNamed(entry.with, [...path, "with"]) };
    }
    case "look-up": {
      const { name, type, edns, cookie, authenticData } = entry;
      if (Object.keys(timeline.nameServers).length === 0)
        fault(path, "nobody answers for names", "add nameServers");
      return { kind: "look-up", name, type, cookie, authenticData, ...(edns === false ? {} : { edns }) };
    }
    case "repeat": {
      const { times, every, spread } = entry;
      return {
        kind: "repeat",
        times,
        spreadSeconds: spread,
        acts: readActs(entry.acts, [...path, "acts"], context),
        ...(every === undefined ? {} : { everySeconds: every }),
      };
    }
    case "one-of":
      return { kind: "one-of", acts: readActs(entry.acts, [...path, "acts"], context) };
  }
}

function isDoneBy({ programs }: ActEntry, program: string | undefined): boolean {
  return programs === undefined || programs.some((name) => name.toLowerCase() === program);
}

/** A host of the file by its name; an address or a name as it is. */
function pingTarget(text: string, path: readonly PropertyKey[], { timeline, fault }: ActContext): string {
  const host = Object.hasOwn(timeline.hosts, text) ? timeline.hosts[text] : undefined;
  const address = host === undefined ? text : host.ip;
  if (address === undefined)
    return fault(path, `the address of ${text} is open`, "give it an ip, or ping a name that leads to it");
  checkPlace(address, path, { timeline, fault });
  return address;
}

/** An address or a name leads to a host of the file, unless it is a name that nobody knows. */
function checkPlace(
  place: string,
  path: readonly PropertyKey[],
  { timeline, fault }: Pick<ActContext, "timeline" | "fault">,
): void {
  const { hosts, sites, nameServers } = timeline;
  const hasSite = Object.keys(sites).some((key) => key.startsWith(`${place}:`));
  if (parseIpv4(place) !== undefined) {
    if (!hasSite && !Object.values(hosts).some(({ ip }) => ip === place))
      fault(path, `no host has the address ${place}`, "add it under hosts");
    return;
  }
  const server = Object.values(nameServers).find(({ names }) => Object.hasOwn(names, place));
  const entry = server?.names[place];
  if (Object.keys(nameServers).length === 0) fault(path, "nobody answers for names", "add nameServers");
  if (entry === undefined || hasSite) return;
  const isKnown = entry.addresses?.some((address) => Object.values(hosts).some(({ ip }) => ip === address));
  if (isKnown !== true)
    fault(path, `no host serves ${place}`, "add a site for it, or a host with one of its addresses");
}

/** How many acts there are when all rounds are unrolled; of several to choose from, the longest. */
export function countActs(acts: readonly Act[]): number {
  return acts.reduce((sum, act) => {
    if (act.kind === "repeat") return sum + act.times * (1 + countActs(act.acts));
    if (act.kind === "one-of") return sum + Math.max(...act.acts.map((one) => countActs([one])));
    return sum + 1;
  }, 0);
}
