import type { SeenIdentification } from "../contracts/framing.js";
import type { Lookup, RouterMac } from "../contracts/learned.js";
import type { TargetUrl } from "../contracts/scenario.js";
import { ownValue } from "./own-value.js";

/**
 * What a client knows and where it is in its acts: everything that decides what comes next. Plain data, kept between steps as
 * JSON; every fact in it was read from frames.
 */
export interface ClientState {
  /** Steps that are behind it. */
  readonly position: number;
  /** Conversations it has had. */
  readonly conversations: number;
  /** Microseconds since the epoch, decimal: of its last frame, or the end of its last wait. */
  readonly micros: string;
  /** The act under way. */
  readonly act?: ActState;
  /** Hardware addresses by the address that was asked for. */
  readonly arp: Readonly<Record<string, ArpEntry>>;
  /** Answers that still hold, by name. */
  readonly names: Readonly<Record<string, NameEntry>>;
  /** What hosts have said once, to this client or to one before it: they say it again. */
  readonly said: Said;
  /** When each mark was passed: microseconds since the epoch, decimal. */
  readonly marks: Readonly<Record<string, string>>;
  /** Port of its last connection to each address and port. */
  readonly ports: Readonly<Record<string, number>>;
  /** Counters of identifications as conversations have shown them. */
  readonly identifications: Readonly<Record<string, SeenIdentification>>;
  /** Processes and threads it has started: `ping` shows its own number. */
  readonly processes: number;
}

/** Facts of the scenario that it left open, read from the frames in which they were said first. */
export interface Said {
  /** Hardware addresses by address. */
  readonly macs: Readonly<Record<string, RouterMac>>;
  /** Answers with addresses, by name. */
  readonly lookups: Readonly<Record<string, Lookup>>;
}

export const nothingSaid: Said = { macs: {}, lookups: {} };

/** What an act has come to. */
export interface ActState {
  /** URLs that are still to be fetched. */
  readonly urls: readonly TargetUrl[];
  /** Redirects followed. */
  readonly redirects: number;
  /** What this act's own queries have taught, whatever their time to live. */
  readonly lookups: Readonly<Record<string, Lookup>>;
}

export interface ArpEntry {
  readonly mac: RouterMac;
  /** When an answer last confirmed it: microseconds since the epoch, decimal. */
  readonly confirmedMicros: string;
}

export interface NameEntry {
  readonly lookup: Lookup;
  /** Microseconds since the epoch, decimal. */
  readonly expiresMicros: string;
}

export function initialState(startMicros: bigint, said: Said): ClientState {
  return {
    position: 0,
    conversations: 0,
    micros: String(startMicros),
    arp: {},
    names: {},
    said,
    marks: {},
    ports: {},
    processes: 0,
    identifications: {},
  };
}

/** The hardware address of a host, where the cache has it; and whether it still holds. */
export function arpEntry(
  { arp, micros }: ClientState,
  ip: string,
  arpSeconds: number,
): (ArpEntry & { readonly holds: boolean }) | undefined {
  const entry = arp[ip];
  if (entry === undefined) return undefined;
  const age = BigInt(micros) - BigInt(entry.confirmedMicros);
  return { ...entry, holds: age <= BigInt(Math.round(arpSeconds * 1e6)) };
}

/** What the client knows of a name right now: by this act's own query, or from its cache. */
export function knownLookup({ act, names, micros }: ClientState, name: string): Lookup | undefined {
  const own = act === undefined ? undefined : ownValue(act.lookups, name);
  if (own !== undefined) return own;
  const entry = ownValue(names, name);
  return entry !== undefined && BigInt(micros) < BigInt(entry.expiresMicros) ? entry.lookup : undefined;
}
