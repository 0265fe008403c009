// A real day as scripts that set no more than they must: addresses, ports, flags, what the programs wrote, pauses of theirs. Filled by
// personas it differs from the real one by what personas decide, and by nothing else.

import { decodeReadFrame } from "../src/capture/decode-read-frame.js";
import { encodePcap } from "../src/capture/pcap.js";
import type { ReadFrame } from "../src/capture/capture.js";
import type { Framing } from "../src/contracts/framing.js";
import type { RouterMac } from "../src/contracts/learned.js";
import type { Persona } from "../src/contracts/persona.js";
import { encodeLayers } from "../src/interpreter/encode-script-packet.js";
import type { ScriptLayer, ScriptPacket } from "../src/interpreter/script-layer.js";
import { fillPackets } from "../src/personas/fill-packets.js";
import { conversationOf, type FrameShape, readFrameShape } from "../src/personas/frame-shape.js";
import { isSyn } from "../src/personas/segment-kind.js";
import { type DecodedFrame, layerOf, payloadOf } from "../src/wire/decoded-frame.js";
import { linkTypes } from "../src/wire/link-type.js";

export interface RefillHost {
  readonly ip: string;
  readonly name: string;
  readonly persona: Persona;
  readonly hops: number;
  /** There and back, the host's own time excluded. */
  readonly roundTripMicros: number;
}

/** The host whose link is captured, and the others by their address. */
export interface RefillHosts {
  readonly client: RefillHost & { readonly mac: string };
  readonly peers: readonly RefillHost[];
  readonly routerMac: string;
}

/** Longer gaps before what a program sends by itself are pauses of the program's: a script would sleep. */
const pauseMicros = 50_000;

/** The day's frames, filled anew, as a capture. `seed`: a number of its own for each day. */
export function refillDay(frames: readonly ReadFrame[], hosts: RefillHosts, seed: number): Uint8Array {
  const conversations: ScriptPacket[][] = [];
  const peers: string[] = [];
  const open = new Map<string, number>();
  for (const read of frames) {
    const frame = decodeReadFrame(read);
    const seen = readFrameShape(frame, hosts.client.ip);
    if (seen === undefined) continue;
    const { key } = conversationOf(seen);
    const { segment } = seen.shape;
    const known = segment !== undefined && isSyn(segment) ? undefined : open.get(key);
    const number = known ?? conversations.length;
    open.set(key, number);
    const packets = (conversations[number] ??= []);
    peers[number] ??= seen.source === hosts.client.ip ? seen.destination : seen.source;
    packets.push(packetOf(frame, seen, Number(read.timeNanos / 1000n), packets.at(-1)));
  }
  const filled = conversations.flatMap((packets, number) => {
    const peer = hosts.peers.find(({ ip }) => ip === peers[number]);
    const [first] = packets;
    if (peer === undefined || first === undefined) throw new Error("a conversation with an unknown host");
    const result = fillPackets(packets, framingOf(hosts, peer), {
      seed: seed * 1_000 + number,
      hostSeed: seed,
      startSeconds: first.timeSeconds,
    });
    return result.frames;
  });
  const inOrder = filled
    .map(({ bytes, timeSeconds }) => ({ bytes, micros: Math.round(timeSeconds * 1e6) }))
    .sort((left, right) => left.micros - right.micros);
  return encodePcap(
    linkTypes.ethernet,
    inOrder.map(({ bytes, micros }) => ({
      timeNanos: BigInt(micros) * 1000n,
      bytes,
      originalLength: bytes.length,
    })),
  );
}

function framingOf({ client, routerMac }: RefillHosts, peer: RefillHost): Framing {
  return {
    kind: "routed",
    client,
    peer,
    // The brand says that a fact was read from frames; here it was, though not by the rules for scenarios.
    routerMac: {
      value: routerMac,
      from: { conversation: "arp", frameNumber: 1, framesDigest: "" },
    } as unknown as RouterMac,
  };
}

function packetOf(
  frame: DecodedFrame,
  { shape, source, destination }: FrameShape,
  micros: number,
  before: ScriptPacket | undefined,
): ScriptPacket {
  const timeSeconds = micros / 1e6;
  const isProgram = shape.sender === "client" && (shape.echo === "request" || shape.datagram !== undefined);
  const layers = layersOf(frame, { source, destination });
  return {
    layers,
    bytes: encodeLayers(layers, undefined),
    timeSeconds,
    line: 1,
    slept: isProgram && before !== undefined && timeSeconds - before.timeSeconds > pauseMicros / 1e6,
  };
}

function layersOf(
  frame: DecodedFrame,
  addresses: { readonly source: string; readonly destination: string },
): ScriptLayer[] {
  const ethernet = layerOf(frame, "ethernet")?.header;
  const ether: ScriptLayer = {
    name: "Ether",
    fields: ethernet === undefined ? {} : { source: ethernet.source, destination: ethernet.destination },
  };
  const arp = layerOf(frame, "arp")?.header;
  if (arp !== undefined) {
    const { operation, senderHardwareAddress, senderProtocolAddress } = arp;
    const { targetHardwareAddress, targetProtocolAddress } = arp;
    const fields = {
      operation,
      senderHardwareAddress,
      senderProtocolAddress,
      targetHardwareAddress,
      targetProtocolAddress,
    };
    return [ether, { name: "ARP", fields }];
  }
  const ip: ScriptLayer = { name: "IP", fields: addresses };
  const tcp = layerOf(frame, "tcp");
  if (tcp !== undefined) {
    const { sourcePort, destinationPort, flags } = tcp.header;
    return [
      ether,
      ip,
      { name: "TCP", fields: { sourcePort, destinationPort, flags } },
      ...raw(payloadOf(frame, tcp)),
    ];
  }
  const udp = layerOf(frame, "udp");
  if (udp !== undefined) {
    const { sourcePort, destinationPort } = udp.header;
    return [
      ether,
      ip,
      { name: "UDP", fields: { sourcePort, destinationPort } },
      ...raw(payloadOf(frame, udp)),
    ];
  }
  const icmp = layerOf(frame, "icmpv4");
  const body = icmp?.header.body;
  if (icmp === undefined || body?.kind !== "echo") throw new Error("a frame that is not of the day");
  const fields = { type: icmp.header.type, id: body.identifier, seq: body.sequenceNumber };
  return [ether, ip, { name: "ICMP", fields }, ...raw(payloadOf(frame, icmp))];
}

function raw(load: Uint8Array): ScriptLayer[] {
  return load.length === 0 ? [] : [{ name: "Raw", fields: { load: load.slice() } }];
}
