/** Conversations as a ladder: a lifeline for each host, an arrow for each frame. Terminal and page draw the same value. */
import { isAtLeast, type Finding, type Severity } from "../contracts/finding.js";
import { layerOf, networkLayerOf, type DecodedFrame } from "../wire/decoded-frame.js";
import type { FrameRow } from "./frame-rows.js";
import type { CaptureData } from "./page/capture-data.js";

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
  /** The worst that was found in the frame. */
  readonly severity?: Severity;
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

/** Lifelines and arrows of a capture. Frames that say neither who sent them nor to whom are left out. */
export function ladderOf(
  { hosts, frames }: Pick<CaptureData, "hosts" | "frames">,
  findings: readonly Finding[],
): { readonly participants: readonly Participant[]; readonly steps: readonly LadderStep[] } {
  const worst = worstByFrame(findings);
  const steps = frames.flatMap(({ frameNumber, time, from, to, label, mark }): LadderStep[] => {
    if (from === undefined || to === undefined) return [];
    const severity = worst.get(frameNumber);
    return [
      {
        frameNumber,
        time,
        from,
        to,
        label: mark === undefined ? label : `${label} [${mark}]`,
        ...(severity === undefined ? {} : { severity }),
      },
    ];
  });
  return { participants: hosts, steps };
}

function worstByFrame(findings: readonly Finding[]): ReadonlyMap<number, Severity> {
  const worst = new Map<number, Severity>();
  for (const { severity, frames } of findings) {
    for (const frame of frames) {
      const known = worst.get(frame);
      if (known === undefined || isAtLeast(severity, known)) worst.set(frame, severity);
    }
  }
  return worst;
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
