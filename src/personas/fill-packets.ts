import type { Finding } from "../contracts/finding.js";
import type { Framing } from "../contracts/framing.js";
import { encodeScriptPacket } from "../interpreter/encode-script-packet.js";
import type { ScriptLayer, ScriptPacket } from "../interpreter/script-layer.js";
import { groupByConnection, mixedSequenceFinding, type ScriptSegment } from "./connections.js";
import { divideSegment } from "./divide-segment.js";
import { fillIp } from "./fill-ip.js";
import { fillUnset, type FilledField } from "./filled-field.js";
import { fillLink } from "./frame-link.js";
import { createHostSecrets } from "./host-secrets.js";
import { Identifications } from "./identification.js";
import { Flight } from "./loss-flight.js";
import { LossyLookups } from "./loss-lookup.js";
import { LossyPath, type NumberedPacket } from "./loss-path.js";
import { canBeMended, type FollowingPacket, LossRecovery } from "./loss-recovery.js";
import { messageKindOf } from "./message-kind.js";
import { PacketClock, type Waits } from "./packet-clock.js";
import { type PacketShape, readPacketShape, type Side } from "./packet-shape.js";
import { createRandomStream, type RandomStream } from "./random-stream.js";
import { sendSegments } from "./send-segments.js";
import { TcpConnection } from "./tcp-connection.js";

export interface FillOptions {
  /** Octets or a number: everything drawn comes from it, and nothing from the script's own random numbers. */
  readonly seed: Uint8Array | number;
  /** The same for what the hosts keep from one conversation to the next: the scenario's, where there are several. Left out: `seed`. */
  readonly hostSeed?: Uint8Array | number;
  /** Seconds since the epoch of the first frame; digits past the microsecond are rounded. */
  readonly startSeconds: number;
  /** What decides which packets the path loses, a number for each; left out: drawn from `seed`. */
  readonly losses?: RandomStream;
}

export interface FilledFrame {
  /** From the Ethernet header on. */
  readonly bytes: Uint8Array;
  /** Seconds since the epoch, to whole microseconds: `Math.round(timeSeconds * 1e6)` is exact. Strictly increasing. */
  readonly timeSeconds: number;
  /** The packet of the script that it is, or is a part of, from 1. */
  readonly packetNumber: number;
  /** Line of the script that made the packet, from 1. */
  readonly line: number;
  /** Scapy's names, outermost first. */
  readonly layers: readonly string[];
  /** What the script left unset and this pass filled. */
  readonly filled: readonly FilledField[];
}

export interface FillResult {
  /**
   * One a packet, in the script's order, as long as all could be encoded; where data took several segments, one for each of these and
   * for each acknowledgment in between. Where the path loses packets, there is none of what never came to the capture, and one more of
   * what was sent again.
   */
  readonly frames: readonly FilledFrame[];
  readonly findings: readonly FillFinding[];
}

/** `frames` are numbers among the frames; one that could not be encoded has none. */
export interface FillFinding extends Finding {
  /** The packets of the script that it is about, from 1. */
  readonly packets: readonly number[];
}

/** What a script that names a tiny MSS and sends megabytes comes to at most; then data stays whole, for the judge to find. */
const mostFrames = 50_000;

/**
 * Fills what a packet script left unset as the hosts' stacks and the path would: framing, IP header, TCP state, times. What the
 * script set stays, wrong or not. Data beyond what one segment holds leaves as several, where nothing that the script set would have to
 * change. What the path loses is sent again, where the script left open what that takes. The same packets, framing and options
 * give the same octets on every machine.
 */
export function fillPackets(
  packets: readonly ScriptPacket[],
  framing: Framing,
  { seed, hostSeed = seed, startSeconds, losses = createRandomStream(seed, "loss") }: FillOptions,
): FillResult {
  const findings: Finding[] = [];
  const shapes = packets.map(({ layers }) =>
    readPacketShape(layers, framing, (index) => payloadLengthAfter(layers, index)),
  );
  const tcpHost = (side: Side) => ({
    ...framing[side],
    secrets: createHostSecrets(hostSeed, framing[side].name),
  });
  const hosts = { client: tcpHost("client"), peer: tcpHost("peer") };
  const { lossShare = 0 } = framing.peer;
  const connections = new Map<number, TcpConnection>();
  const lossy: LossyConnection[] = [];
  for (const group of groupByConnection(segmentsOf(packets, shapes))) {
    const mixed = mixedSequenceFinding(group);
    if (mixed !== undefined) findings.push(mixed);
    const isLossy = lossShare > 0 && canBeMended(group.flatMap(({ index }) => packets[index] ?? []));
    const flights = isLossy ? { client: new Flight(), peer: new Flight() } : undefined;
    const connection = new TcpConnection(hosts, flights);
    for (const { index } of group) connections.set(index, connection);
    if (flights !== undefined) lossy.push({ connection, flights, group });
  }
  const clock = new PacketClock(framing, createRandomStream(seed, "time"));
  const identifications = new Identifications(
    createRandomStream(seed, "identification"),
    framing.identifications,
  );
  const startMicros = Math.round(startSeconds * 1e6);

  const frames: FilledFrame[] = [];
  let unseenSleptMicros: number | undefined;
  // Returns when the capture sees it. What is lost on the way to the client is filled as well, for its sender has sent it.
  const emit = ({ index, outgoing }: NumberedPacket, waits: Waits, arrives: boolean): number => {
    const { shape } = outgoing;
    const packet = packets[index];
    const filled: FilledField[] = [...outgoing.made];
    const isSeen = arrives || shape.sender === "client";
    const sleptMicros = addSleeps(unseenSleptMicros, waits.sleptMicros);
    unseenSleptMicros = isSeen ? undefined : sleptMicros;
    const micros = isSeen
      ? clock.next(shape, startMicros, { ...waits, sleptMicros })
      : (clock.lastMicros ?? startMicros);
    if (sleptMicros === undefined) filled.push({ layer: "frame", field: "time", by: "path" });
    const connection = connections.get(index);
    const kind = messageKindOf(shape, connection?.hasSynchronised(shape.sender) ?? false);
    // What the capture sees now, a remote host sent half a round trip before.
    const backMicros = Math.round(framing.peer.roundTripMicros / 2);
    const forthMicros = framing.peer.roundTripMicros - backMicros;
    const sentMicros = shape.sender === "client" ? micros : micros - backMicros;
    const arrivesMicros = shape.sender === "client" ? micros + forthMicros : micros;
    const numbered = { ...hosts[shape.sender], shape, kind, sentMicros };
    const linked = fillLink(outgoing.layers, shape, framing, filled);
    const routed = fillIp(linked, shape, framing, kind, () => identifications.take(numbered), filled);
    const moments = { sentMicros, arrivesMicros, micros, arrives };
    const layers = fillTcp(routed, shape, connection, moments, filled);
    if (!isSeen) return micros;
    const encoded = encodeScriptPacket(layers, {
      compressDnsNames: framing[shape.sender].persona.dnsCompression,
    });
    if (!encoded.ok) {
      findings.push(notEncoded(index, packet?.line ?? 1, encoded.error.message));
      return micros;
    }
    frames.push({
      bytes: encoded.value.bytes,
      timeSeconds: micros / 1e6,
      packetNumber: index + 1,
      line: packet?.line ?? 1,
      layers: encoded.value.layerNames,
      filled,
    });
    return micros;
  };
  const path = new LossyPath(framing.peer, losses, emit);
  const lookups = new LossyLookups(path);
  const recoveries = recoveriesOf(lossy, packets, path);
  for (const [index, packet] of packets.entries()) {
    const shape = shapes[index];
    if (shape === undefined) continue;
    if (!shape.isInScenario) findings.push(addressFinding(index, shape, framing));
    const waits = { sleptMicros: sleptBetween(packets[index - 1], packet) };
    const whole = { index, outgoing: { layers: packet.layers, shape, made: [] } };
    const connection = connections.get(index);
    if (connection === undefined) {
      if (lossShare > 0) lookups.send(whole, waits);
      else emit(whole, waits, true);
      continue;
    }
    const { pushSegments } = framing[shape.sender].persona.tcp;
    const segments = divideSegment(packet.layers, shape, connection.room(shape.sender), pushSegments);
    const isTooMany = frames.length + 2 * (segments?.length ?? 0) > mostFrames;
    const recovery = recoveries.get(connection);
    sendSegments(segments === undefined || isTooMany ? [whole.outgoing] : segments, waits, {
      connection,
      unblock: (sender, length) => recovery?.unblock(sender, length),
      send: (outgoing, own, isLast) => {
        if (recovery === undefined) emit({ index, outgoing }, own, true);
        else recovery.send({ index, outgoing }, own, isLast);
      },
    });
  }
  for (const recovery of recoveries.values()) recovery.finish();
  lookups.finish();
  return { frames, findings: findings.map((finding) => withFrames(finding, frames)) };
}

/** While packets are filled, a finding names these: one may become several frames. */
function withFrames(finding: Finding, frames: readonly FilledFrame[]): FillFinding {
  const packets = finding.frames;
  const numbers = packets.flatMap((packet) => {
    const at = frames.findIndex(({ packetNumber }) => packetNumber === packet);
    return at === -1 ? [] : [at + 1];
  });
  return { ...finding, frames: numbers, packets };
}

function segmentsOf(packets: readonly ScriptPacket[], shapes: readonly PacketShape[]): ScriptSegment[] {
  return shapes.flatMap((shape, index) => {
    const fields = packets[index]?.layers.find((layer) => layer.name === "TCP")?.fields;
    return fields === undefined ? [] : [{ index, shape, fields }];
  });
}

/** A connection over a path that loses segments, with what each side has on its way. */
interface LossyConnection {
  readonly connection: TcpConnection;
  readonly flights: Readonly<Record<Side, Flight>>;
  readonly group: readonly ScriptSegment[];
}

function recoveriesOf(
  lossy: readonly LossyConnection[],
  packets: readonly ScriptPacket[],
  path: LossyPath,
): ReadonlyMap<TcpConnection, LossRecovery> {
  return new Map(
    lossy.map(({ connection, flights, group }) => {
      const following = (after: number): FollowingPacket[] =>
        group.flatMap(({ index, shape }) => {
          const packet = packets[index];
          if (index <= after || packet === undefined) return [];
          return [{ shape, sleptMicros: sleptBetween(packets[index - 1], packet) }];
        });
      return [connection, new LossRecovery(connection, flights, path, following)];
    }),
  );
}

/** What a packet slept before that the capture did not see counts before the next. */
function addSleeps(unseen: number | undefined, own: number | undefined): number | undefined {
  return unseen === undefined ? own : unseen + (own ?? 0);
}

function fillTcp(
  layers: readonly ScriptLayer[],
  shape: PacketShape,
  connection: TcpConnection | undefined,
  {
    micros,
    arrives,
    ...moments
  }: {
    readonly sentMicros: number;
    readonly arrivesMicros: number;
    readonly micros: number;
    readonly arrives: boolean;
  },
  filled: FilledField[],
): readonly ScriptLayer[] {
  const { sender, segment } = shape;
  if (connection === undefined || segment === undefined) return layers;
  const at = layers.findIndex((layer) => layer.name === "TCP");
  return layers.map((layer, index) => {
    if (layer.name !== "TCP" || index !== at) return layer;
    const draft = { sender, shape: segment, fields: layer.fields, ...moments };
    const done = fillUnset(layer, connection.propose(draft), filled);
    connection.observe({ ...draft, fields: done.fields }, micros, arrives);
    return done;
  });
}

/** The gap a `sleep` made between two packets, in microseconds; undefined where there was none. */
function sleptBetween(previous: ScriptPacket | undefined, packet: ScriptPacket): number | undefined {
  if (previous === undefined || !packet.slept) return undefined;
  return Math.round((packet.timeSeconds - previous.timeSeconds) * 1e6);
}

/** What Scapy would send above a layer, in octets; 0 for what cannot be encoded, which is told when the packet is. */
function payloadLengthAfter(layers: readonly ScriptLayer[], index: number): number {
  const whole = encodeScriptPacket(layers);
  const header = encodeScriptPacket(layers.slice(0, index + 1));
  return whole.ok && header.ok ? Math.max(0, whole.value.bytes.length - header.value.bytes.length) : 0;
}

function addressFinding(index: number, { source, destination }: PacketShape, framing: Framing): Finding {
  const { client, peer } = framing;
  return {
    code: "address-not-in-scenario",
    severity: "error",
    group: "scenario",
    source: "wiretale",
    frames: [index + 1],
    layer: "IP",
    field: "source",
    message: `a packet from ${source ?? "no address"} to ${destination ?? "no address"} is not between ${client.name} (${client.ip}) and ${peer.name} (${peer.ip})`,
    hint: `Use ${client.ip} and ${peer.ip} as source and destination.`,
  };
}

function notEncoded(index: number, line: number, message: string): Finding {
  return {
    code: "packet-not-encoded",
    severity: "error",
    group: "protocol",
    source: "wiretale",
    frames: [index + 1],
    message: `the packet of line ${String(line)} cannot be put into octets: ${message}`,
  };
}
