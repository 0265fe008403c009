import type { FrameRecord } from "../contracts/day.js";
import type { CapturePoint, Timeline, TimelineClient, TimelineHost } from "../contracts/timeline.js";
import { isSameNetwork } from "../descriptions/ipv4-text.js";
import { writeMac } from "../wire/address-text.js";
import { readU16, writeU16 } from "../wire/bytes.js";
import { foldSum } from "../wire/checksum.js";
import { decodeFrame } from "../wire/decode-frame.js";
import { layerOf } from "../wire/decoded-frame.js";
import { linkTypes } from "../wire/link-type.js";

/**
 * Conversations are made, judged and learned from as their clients see them. Another place on the way sees the same packets at other
 * times, and beyond routers in other frames: this file says which, when and how.
 */

/** Who has a conversation: names of the scenario. */
export interface ConversationEnds {
  readonly client: string;
  readonly peer: string;
}

/** A frame of a conversation, as a capture has it. */
export interface SeenFrame {
  /** From the Ethernet header on. */
  readonly bytes: Uint8Array;
  /** Nanoseconds since the Unix epoch. */
  readonly timeNanos: bigint;
  /** What the script left unset, and what decided it. */
  readonly filled: FrameRecord["filled"];
}

/**
 * A conversation's frames as the scenario's capture point sees them, one for each of the client's, in the same order; undefined where
 * nothing of the conversation comes by there. Without a capture point they are the client's own.
 */
export function seeFromPoint(
  { capturePoint: point, clients, hosts, router }: Timeline,
  ends: ConversationEnds | undefined,
  frames: readonly SeenFrame[],
): readonly SeenFrame[] | undefined {
  if (point === undefined) return frames;
  const client = clients.find(({ name }) => name === ends?.client);
  const peer = ends === undefined ? undefined : hosts[ends.peer];
  if (client === undefined || peer === undefined || !comesBy(point, client, peer)) return undefined;
  // Whoever is nearer to the client than the router is said to be, is as near as the router.
  const wayMicros =
    point.kind === "server"
      ? peer.roundTripMicros
      : Math.min(peer.roundTripMicros, hosts[router]?.roundTripMicros ?? 0);
  // As the fill divides a round trip, so that a host's timestamps are those of the moment at which it is seen to send.
  const backMicros = Math.round(wayMicros / 2);
  const forthMicros = wayMicros - backMicros;
  return frames.map((frame) => {
    const isClients = isSentBy(frame, client);
    const moved = BigInt(isClients ? forthMicros : -backMicros) * 1000n;
    const there = { ...frame, timeNanos: frame.timeNanos + moved };
    return point.kind === "router" ? there : onServersLink(there, isClients, point, peer);
  });
}

/** A switch hands the router only what is for it, and a server sees its own conversations alone. */
function comesBy(point: CapturePoint, client: TimelineClient, peer: TimelineHost): boolean {
  if (peer.name === point.host) return true;
  const isNear = peer.ip !== undefined && isSameNetwork(peer.ip, client.ip, client.prefixLength);
  return point.kind === "router" && !isNear;
}

function isSentBy({ bytes }: SeenFrame, { ip }: TimelineClient): boolean {
  const decoded = decodeFrame(bytes, linkTypes.ethernet);
  const sender =
    layerOf(decoded, "ipv4")?.header.source ?? layerOf(decoded, "arp")?.header.senderProtocolAddress;
  return sender === ip;
}

/**
 * The frame between the server and its own router. The routers on the way have taken from the client's time to live, and not yet from
 * the server's.
 */
function onServersLink(
  frame: SeenFrame,
  isClients: boolean,
  { mac, routerMac }: Extract<CapturePoint, { kind: "server" }>,
  { hops, persona }: TimelineHost,
): SeenFrame {
  const bytes = frame.bytes.slice();
  writeMac(bytes, 0, isClients ? mac : routerMac);
  writeMac(bytes, 6, isClients ? routerMac : mac);
  const ipv4 = layerOf(decodeFrame(bytes, linkTypes.ethernet), "ipv4");
  if (ipv4 === undefined) return { ...frame, bytes };
  const { ttl } = ipv4.header;
  setTtl(bytes, ipv4.offset, isClients ? Math.max(1, ttl - hops) : Math.min(255, ttl + hops));
  if (hops === 0) return { ...frame, bytes };
  const by = isClients ? "path" : `persona ${persona.name}`;
  const filled = frame.filled.map((field) =>
    field.layer === "IP" && field.field === "ttl" ? { ...field, by } : field,
  );
  return { ...frame, bytes, filled };
}

/** Octets from the start of the IPv4 header (RFC 791 section 3.1). */
const ttlOffset = 8;
const checksumOffset = 10;

/**
 * Sets the time to live of the IPv4 header at `offset`, and has the checksum follow as routers do (RFC 1624 section 3, equation 3): by
 * the difference alone, so that one that was wrong stays wrong.
 */
function setTtl(bytes: Uint8Array, offset: number, ttl: number): void {
  const before = readU16(bytes, offset + ttlOffset);
  bytes[offset + ttlOffset] = ttl;
  const after = readU16(bytes, offset + ttlOffset);
  const sum = (~readU16(bytes, offset + checksumOffset) & 0xffff) + (~before & 0xffff) + after;
  writeU16(bytes, offset + checksumOffset, ~foldSum(sum) & 0xffff);
}
