import type { FlowFrame } from "../src/flow/flow-frame.js";
import { layerOf, type DecodedFrame } from "../src/wire/decoded-frame.js";
import { createFrameSummarizer } from "../src/wire/summarize-frame.js";
import { formatSeconds } from "./format-seconds.js";
import type { LadderStep, Participant } from "./render/ladder.js";
import type { ListingRow } from "./render/listing.js";

/** The packet listing of a capture, in tshark's default columns. */
export function listFrames(frames: readonly FlowFrame[]): readonly ListingRow[] {
  const summarize = createFrameSummarizer();
  const first = frames[0]?.timeNanos ?? 0n;
  return frames.map(({ frameNumber, timeNanos, decoded }) => ({
    frameNumber,
    time: formatSeconds(timeNanos - first),
    ...summarize(decoded),
  }));
}

/** A host the scenario names, with the addresses its frames carry. */
export interface KnownHost {
  readonly name: string;
  readonly addresses: readonly string[];
}

/**
 * Lifelines and arrows: the hosts in the order given as far as frames speak of them, then addresses nobody named in the
 * order of the capture. Frames without a network address are left out.
 */
export function ladderOf(
  frames: readonly FlowFrame[],
  rows: readonly ListingRow[],
  hosts: readonly KnownHost[],
): { readonly participants: readonly Participant[]; readonly steps: readonly LadderStep[] } {
  const ends = frames.map(({ decoded }) => endsOf(decoded));
  const seen = new Set(ends.flatMap((end) => (end === undefined ? [] : [end.from, end.to])));
  const participants: (Participant & { readonly addresses: readonly string[] })[] = hosts.flatMap((host) => {
    const address = host.addresses.find((candidate) => seen.has(candidate));
    return address === undefined ? [] : [{ name: host.name, address, addresses: host.addresses }];
  });
  for (const address of seen) {
    if (participants.some(({ addresses }) => addresses.includes(address))) continue;
    participants.push({ name: address, address: "", addresses: [address] });
  }
  const placeOf = (address: string) => participants.findIndex(({ addresses }) => addresses.includes(address));
  const steps = frames.flatMap((_, index): LadderStep[] => {
    const row = rows[index];
    const end = ends[index];
    if (row === undefined || end === undefined) return [];
    return [
      {
        frameNumber: row.frameNumber,
        time: row.time,
        from: placeOf(end.from),
        to: placeOf(end.to),
        label: shortInfo(row),
      },
    ];
  });
  return { participants: participants.map(({ name, address }) => ({ name, address })), steps };
}

/** Who speaks to whom, by network address. */
function endsOf(frame: DecodedFrame): { readonly from: string; readonly to: string } | undefined {
  const arp = layerOf(frame, "arp")?.header;
  if (arp !== undefined) {
    // A broadcast ends at the host it asks for: no router passes it on.
    return { from: arp.senderProtocolAddress, to: arp.targetProtocolAddress };
  }
  const ip = layerOf(frame, "ipv4")?.header;
  return ip === undefined ? undefined : { from: ip.source, to: ip.destination };
}

/** The few words of an Info column that say what the frame is for. */
export function shortInfo({ protocol, info }: Pick<ListingRow, "protocol" | "info">): string {
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
