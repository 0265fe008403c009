import type { DecodedFrame, DecodedLayer } from "../../../src/wire/decoded-frame.js";
import { fieldRows } from "./field-rows.js";

/** The value of every field asked for in one frame: several where it occurs several times. */
export type TsharkFrame = ReadonlyMap<string, readonly string[]>;

/** Fields that are asked for besides those of the rows. */
export const frameFields = [
  "frame.number",
  "frame.time_epoch",
  "frame.len",
  "frame.cap_len",
  "frame.protocols",
] as const;

export interface Disagreement {
  readonly frameNumber: number;
  readonly field: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Between the values of a field that occurs several times. */
const separator = "\x1f";

export function fieldArguments(): readonly string[] {
  const fields = [...frameFields, ...fieldRows.map(({ field }) => field)];
  return [
    "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", `aggregator=${separator}`,
    ...fields.flatMap((field) => ["-e", field]),
  ]; // prettier-ignore
}

export function readTsharkLine(line: string): TsharkFrame {
  const fields = [...frameFields, ...fieldRows.map(({ field }) => field)];
  const values = line.split("\t");
  return new Map(
    fields.map((field, index) => {
      const text = values[index] ?? "";
      return [field, text === "" ? [] : text.split(separator)];
    }),
  );
}

/** tshark's names of the layers that are decoded here. */
const ourNames: ReadonlyMap<string, DecodedLayer["protocol"]> = new Map([
  ["eth", "ethernet"],
  ["vlan", "vlan"],
  ["ieee8021ad", "vlan"],
  ["sll", "sll"],
  ["null", "loopback"],
  ["arp", "arp"],
  ["ip", "ipv4"],
  ["ipv6", "ipv6"],
  ["icmp", "icmpv4"],
  ["icmpv6", "icmpv6"],
  ["udp", "udp"],
  ["tcp", "tcp"],
  ["dns", "dns"],
  ["dhcp", "dhcp"],
  ["http", "http"],
]);

/** Parts of tshark's chain that are no layers here. */
const passedOver = new Set([
  "ethertype",
  "raw",
  "ipv6.hopopts",
  "ipv6.dstopts",
  "ipv6.routing",
  "ipv6.fraghdr",
  "ah",
]);

/** A packet within a packet, which is not decoded here, unless an ICMP error quotes it. */
function isTunnel(layers: readonly string[], next: string): boolean {
  const isIp = (name: string): boolean => name === "ipv4" || name === "ipv6";
  return isIp(next) && layers.some(isIp) && !layers.some((name) => name.startsWith("icmp"));
}

/** The layers of tshark's chain down to the first that is not decoded here. */
export function tsharkLayers(chain: string): readonly string[] {
  const layers: string[] = [];
  for (const name of chain.split(":")) {
    if (passedOver.has(name)) continue;
    const ours = ourNames.get(name);
    if (ours === undefined || isTunnel(layers, ours)) break;
    layers.push(ours);
  }
  return layers;
}

/** A frame's own layers and, behind an ICMP error, those of the datagram it quotes. */
export function allLayers(frame: DecodedFrame): readonly DecodedLayer[] {
  return frame.layers.flatMap((layer) => [layer, ...("quoted" in layer ? (layer.quoted?.layers ?? []) : [])]);
}

/** Stands for a value that tshark does not give. */
export const nothing = "(nothing)";

/** Whether tshark's chain has one of our layers behind one that is not decoded here: its fields are among the others. */
function tsharkGoesOn(chain: string): boolean {
  const known = chain.split(":").filter((name) => ourNames.has(name)).length;
  return known > tsharkLayers(chain).length;
}

export interface FrameComparison {
  readonly compared: number;
  readonly disagreements: readonly Disagreement[];
}

/** Every field that both sides have, layer by layer. */
export function compareFrame(frame: DecodedFrame, theirs: TsharkFrame): FrameComparison {
  const frameNumber = frame.frameNumber ?? 0;
  const disagreements: Disagreement[] = [];
  let compared = 0;
  const differ = (field: string, ours: string, other: string): void => {
    disagreements.push({ frameNumber, field, ours, theirs: other });
  };
  const layers = allLayers(frame);
  const chain = theirs.get("frame.protocols")?.[0] ?? "";
  const own = layers.flatMap(({ protocol }) => (protocol === "raw" ? [] : [protocol])).join(":");
  const their = tsharkLayers(chain).join(":");
  compared += 1;
  const hasTunnel = tsharkGoesOn(chain);
  if (own !== their) differ("layers", own, `${their} of ${chain}`);
  for (const row of fieldRows) {
    const mine = layers.filter(({ protocol }) => protocol === row.protocol);
    const ours = mine.flatMap((layer) => row.values(layer));
    // A checksum that cannot be verified has a status of tshark's own; a tunnel's fields are not decoded here.
    const mayHaveMore = mine.length === 0 || own !== their || row.field.endsWith(".status") || hasTunnel;
    const texts = theirs.get(row.field) ?? [];
    const read = texts.map((text) => (row.read === undefined ? String(Number(text)) : row.read(text)));
    compared += ours.length;
    // More of theirs may belong to a tunnel, which is not decoded here.
    ours.forEach((value, index) => {
      if (String(value) !== read[index]) differ(row.field, String(value), read[index] ?? nothing);
    });
    if (!mayHaveMore && read.length > ours.length)
      differ(row.field, nothing, read.slice(ours.length).join(" "));
  }
  return { compared, disagreements };
}
