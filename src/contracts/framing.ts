import type { Ipv4Address, MacAddress } from "./address.js";
import type { RouterMac } from "./learned.js";
import type { Persona } from "./persona.js";

/** One host as a conversation meets it. */
export interface Host {
  /** `laptop`, `router`, `example.com`: as the scenario names it. */
  readonly name: string;
  readonly ip: Ipv4Address;
  readonly persona: Persona;
}

/** A host behind a path: what the client's capture sees of it. */
export interface RemoteHost extends Host {
  /** Routers in between: each takes one from the TTL the client sees. */
  readonly hops: number;
  /** Round trip of the path, client to host and back, in microseconds, host's own time excluded. */
  readonly roundTripMicros: number;
  /** By how much a round trip typically exceeds that, in microseconds: see `drawRoundTrip`. Absent: 8 % of it. */
  readonly jitterMicros?: number;
  /** Of the narrowest link from the host to the client, in megabits (10^6) a second. Absent: wide enough not to matter. */
  readonly bandwidthMbps?: number;
  /** Share of what the path loses, each way, from 0 to 1; left out: nothing is lost. */
  readonly lossShare?: number;
}

/** The host whose link is captured. */
export interface LocalClient extends Host {
  readonly mac: MacAddress;
  /** Length of its network prefix; 24 where nothing says otherwise. */
  readonly prefixLength?: number;
}

/**
 * What the persona fill needs to put packets on the client's link, as seen by a capture on the client. The local
 * conversation (ARP) knows only the client's hardware address; every other one needs the router's, which exists only as
 * a fact learned from frames.
 */
export type Framing = LocalFraming | RoutedFraming;

/** What conversations before have shown of counters that hosts share among them. */
interface Remembered {
  /** By `udp 192.168.1.1 192.168.1.23`: the last identification of that kind of message from one address to the other. */
  readonly identifications?: Readonly<Record<string, SeenIdentification>>;
}

export interface SeenIdentification {
  readonly last: number;
  /** When the capture saw it: microseconds since the epoch. */
  readonly micros: number;
}

export interface LocalFraming extends Remembered {
  readonly kind: "local";
  readonly client: LocalClient;
  readonly peer: RemoteHost;
}

export interface RoutedFraming extends Remembered {
  readonly kind: "routed";
  readonly client: LocalClient;
  readonly peer: RemoteHost;
  readonly routerMac: RouterMac;
}
