/** Conversations as a ladder: a lifeline for each host, an arrow for each frame. Terminal and page draw the same value. */
import type { FlowFrame } from "../flow/flow-frame.js";
import { layerOf, networkLayerOf, type DecodedFrame } from "../wire/decoded-frame.js";
import type { FrameRow } from "./frame-rows.js";

/** A lifeline. */
export interface Participant {
  /** `laptop`, `example.com`; the address where nobody named it. */
  readonly name: string;
  /** Shown under the name; empty where it is the name. */
  readonly address: string;
}

/** One frame between two lifelines, by their index. */
export interface LadderStep {
  readonly frameNumber: number;
  /** Seconds since the first frame, six decimals. */
  readonly time: string;
  readonly from: number;
  readonly to: number;
  /** A few words: `SYN`, `GET /`, `A 192.0.2.7`. */
  readonly label: string;
}

/** A host somebody names, with the addresses its frames carry. */
export interface KnownHost {
  readonly name: string;
  readonly addresses: readonly string[];
}

export interface FrameEnds {
  readonly from: string;
  readonly to: string;
}

/**
 * Lifelines and arrows: the hosts in the order given as far as frames speak of them, then addresses nobody named in the
 * order of the capture. Frames that say neither who sent them nor to whom are left out.
 */
export function ladderOf(
  frames: readonly FlowFrame[],
  rows: readonly FrameRow[],
  hosts: readonly KnownHost[],
): { readonly participants: readonly Participant[]; readonly steps: readonly LadderStep[] } {
  const ends = frames.map(({ decoded }) => endsOf(decoded));
  const seen = new Set(ends.flatMap((end) => (end === undefined ? [] : [end.from, end.to])));
  const { participants, placeOf } = participantsOf(seen, hosts);
  const steps = rows.flatMap((row, index): LadderStep[] => {
    const end = ends[index];
    if (end === undefined) return [];
    const { frameNumber, time } = row;
    return [{ frameNumber, time, from: placeOf(end.from), to: placeOf(end.to), label: shortInfo(row) }];
  });
  return { participants, steps };
}

/** Lifelines for the addresses that frames carry, and which of them is an address's. */
export function participantsOf(
  seen: ReadonlySet<string>,
  hosts: readonly KnownHost[],
): { readonly participants: readonly Participant[]; readonly placeOf: (address: string) => number } {
  const participants: Participant[] = [];
  const places = new Map<string, number>();
  for (const { name, addresses } of hosts) {
    const address = addresses.find((candidate) => seen.has(candidate) && !places.has(candidate));
    if (address === undefined) continue;
    for (const each of addresses) places.set(each, participants.length);
    participants.push({ name, address });
  }
  for (const address of seen) {
    if (places.has(address)) continue;
    places.set(address, participants.length);
    participants.push({ name: address, address: "" });
  }
  return { participants, placeOf: (address) => places.get(address) ?? 0 };
}

/** Who speaks to whom: by network address, by hardware address where a frame has no other. */
export function endsOf(frame: DecodedFrame): FrameEnds | undefined {
  const arp = layerOf(frame, "arp")?.header;
  if (arp !== undefined) {
    // A broadcast ends at the host it asks for: no router passes it on.
    return { from: arp.senderProtocolAddress, to: arp.targetProtocolAddress };
  }
  const network = networkLayerOf(frame)?.header;
  if (network !== undefined) return { from: network.source, to: network.destination };
  const ethernet = layerOf(frame, "ethernet")?.header;
  return ethernet === undefined ? undefined : { from: ethernet.source, to: ethernet.destination };
}

/** The few words of an Info column that say what the frame is for. */
export function shortInfo({ protocol, info }: Pick<FrameRow, "protocol" | "info">): string {
  if (protocol === "ARP")
    return info.replace(/^Who has (\S+?)\??(?: Tell .*)?$/u, "who has $1?").replace(/^\S+ is at /u, "is at ");
  if (protocol === "DNS")
    return info.replace(
      /^Standard query (?:(response) )?0x[0-9a-f]+ /iu,
      (_, response: string | undefined) => (response === undefined ? "query " : "answer "),
    );
  const flags = /\[([A-Z, ]+)\]/u.exec(info)?.[1];
  if (protocol === "TCP" && flags !== undefined) {
    const length = /\bLen=([1-9]\d*)/u.exec(info)?.[1];
    return length === undefined ? flags : `${flags}, ${length} bytes`;
  }
  return info;
}
