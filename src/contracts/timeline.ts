import type { Ipv4Address, MacAddress } from "./address.js";
import type { LocalClient, RemoteHost } from "./framing.js";
import type { Persona } from "./persona.js";
import type { Budget, CacheMode, RunPolicy, TaskQueues } from "./policy.js";
import type { ExpertName, ResolvedExpert } from "./expert.js";
import type { TargetUrl } from "./scenario.js";
import type { DnsQueryType, DnsRcode } from "./summary.js";

/**
 * A scenario from a file, with every name looked up and every default settled, but nothing that the frames are to teach: an
 * address or a hardware address is there only where the file *fixes* it.
 */
export interface Timeline {
  readonly name: string;
  /** Those with acts, in the order of the file. */
  readonly clients: readonly TimelineClient[];
  /** Everybody else, by name. */
  readonly hosts: Readonly<Record<string, TimelineHost>>;
  /** The host by which the clients leave their network. */
  readonly router: string;
  /** By the name of the host that answers. */
  readonly nameServers: Readonly<Record<string, TimelineNameServer>>;
  /** By host and port of their URLs: `www.example.org:80`. */
  readonly sites: Readonly<Record<string, TimelineSite>>;
  /** Where the frames are captured; absent: at the clients' own interfaces. */
  readonly capturePoint?: CapturePoint;
}

/** A place on the way where another sees what the clients say: the router's interface of their network, or a server's own. */
export type CapturePoint =
  | { readonly kind: "router"; readonly host: string }
  | {
      readonly kind: "server";
      readonly host: string;
      /** Of the server, on its own link. */
      readonly mac: MacAddress;
      /** Of the router by which the clients' packets come to the server. */
      readonly routerMac: MacAddress;
    };

/** A host whose link is captured, and what it does. */
export interface TimelineClient extends LocalClient {
  readonly prefixLength: number;
  /** The host it asks for names. */
  readonly nameServer: string;
  /** Types its programs look a name up for, a query each. */
  readonly looksUp: readonly DnsQueryType[];
  /** Whether it keeps an answer for as long as its time to live says; otherwise every program asks anew. */
  readonly cachesNames: boolean;
  /** Seconds after which a hardware address that nothing has confirmed is asked for again. */
  readonly arpSeconds: number;
  /** How long a program takes to start, in microseconds: smallest and largest. Absent: as its persona says. */
  readonly programStartMicros?: readonly [number, number];
  readonly acts: readonly Act[];
}

/** The address is open where only a DNS answer is to say it. */
export interface TimelineHost extends Omit<RemoteHost, "ip"> {
  readonly ip?: Ipv4Address;
  /** Fixed by the file; only of hosts on the clients' link. */
  readonly mac?: MacAddress;
}

export interface TimelineNameServer {
  /** By name, without final dot, in lower case. */
  readonly names: Readonly<Record<string, TimelineName>>;
  /** Code of answers for other names, and for types that a name has no record of. */
  readonly unknownName: DnsRcode;
  readonly unknownType: DnsRcode;
}

export interface TimelineName {
  /** Of either family; absent: open. */
  readonly addresses?: readonly string[];
  /** Seconds; absent: open. */
  readonly ttl?: number;
  readonly authoritative: boolean;
}

export interface TimelineSite {
  /** The host that serves it. */
  readonly host: string;
  /** By path and query. */
  readonly pages: Readonly<Record<string, TimelinePage>>;
  /** What any other path is answered with. */
  readonly otherwise: TimelinePage;
}

export interface TimelinePage {
  readonly code: number;
  readonly reasonPhrase: string;
  /** Octets of the body; absent: the server's own page, or open. */
  readonly length?: number;
  /** What the body says, repeated to its length; absent: open. */
  readonly text?: string;
  /** The Location header, as sent. */
  readonly location?: string;
  /** Seconds before the scenario's start at which a file was last changed. */
  readonly ageSeconds?: number;
}

/** What a client does, one act after the other. */
export type Act = DoneAct | IdleAct | RepeatAct | OneOfAct;
/** Acts that send something. */
export type DoneAct = PingAct | FetchAct | LookUpAct;

export interface PingAct {
  readonly kind: "ping";
  /** An address, or a name that is looked up. */
  readonly target: string;
  readonly count: number;
  readonly intervalSeconds: number;
  /** Octets after the message's header. */
  readonly size: number;
}

export interface FetchAct {
  readonly kind: "fetch";
  /** One after the other; those of one site that follow each other share a connection, where the program keeps one. */
  readonly urls: readonly TargetUrl[];
  /** Whether a redirect is followed. */
  readonly follow: boolean;
  /** Whose programs do it, where they are not the client's usual ones. */
  readonly persona?: Persona;
}

/** A program that asks the name server and does nothing with the answer. */
export interface LookUpAct {
  readonly kind: "look-up";
  readonly name: string;
  readonly type: DnsQueryType;
  /** UDP payload size it offers; absent: no EDNS. */
  readonly edns?: number;
  /** Whether it sends a client cookie. */
  readonly cookie: boolean;
  readonly authenticData: boolean;
}

export interface IdleAct {
  readonly kind: "idle";
  readonly seconds: number;
}

export interface RepeatAct {
  readonly kind: "repeat";
  readonly times: number;
  /** From the beginning of one round to that of the next; a round that takes longer delays the next. */
  readonly everySeconds?: number;
  /** Added to each round's beginning: up to so much, drawn. */
  readonly spreadSeconds: number;
  readonly acts: readonly Act[];
}

/** One of them, drawn. */
export interface OneOfAct {
  readonly kind: "one-of";
  readonly acts: readonly Act[];
}

/** The whole request of a day from a scenario file, settled by the client: a run needs nothing else, and never a key. */
export interface TimelineRequest {
  readonly version: 1;
  readonly kind: "timeline";
  readonly timeline: Timeline;
  /** 0 … 2^32 - 1. */
  readonly seed: number;
  /** Seconds since the epoch at which the clients begin; a decimal text, up to six decimals. */
  readonly start: string;
  readonly startGiven: boolean;
  readonly experts: Readonly<Record<ExpertName, ResolvedExpert>>;
  readonly queues: TaskQueues;
  readonly policy: RunPolicy;
  readonly cache: CacheMode;
  readonly budget?: Budget;
}
