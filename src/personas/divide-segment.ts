import { encodeScriptPacket } from "../interpreter/encode-script-packet.js";
import type { ScriptLayer } from "../interpreter/script-layer.js";
import { tcpFlags } from "../wire/tcp.js";
import { ipv4Flags } from "../wire/ipv4.js";
import { addToSequence } from "../wire/seqnum.js";
import type { FilledField } from "./filled-field.js";
import { otherSide, type PacketShape } from "./packet-shape.js";
import { hasFlag } from "./segment-kind.js";

/** A packet on its way to the wire: the script's own, or one that the segmentation step made of it. */
export interface OutgoingPacket {
  readonly layers: readonly ScriptLayer[];
  readonly shape: PacketShape;
  /** What the segmentation step did; empty for a packet as the script made it. */
  readonly made: readonly FilledField[];
}

/**
 * The segments of a packet whose data is more than one segment holds (RFC 9293 section 3.7.1): all with its fields, each with the
 * sequence number that follows where the script set one, FIN on the last alone, PSH on the last and at the end of each unit of
 * `pushSegments`. Undefined for what fits, and for what cannot be divided without changing what the script set: IP length,
 * identification, fragmentation or checksum, TCP data offset, checksum, urgent pointer or options.
 */
export function divideSegment(
  layers: readonly ScriptLayer[],
  shape: PacketShape,
  room: number,
  pushSegments: number | undefined,
): readonly OutgoingPacket[] | undefined {
  const { segment } = shape;
  if (segment === undefined || segment.payloadLength <= room || !isDivisible(layers, shape)) return undefined;
  const at = layers.findIndex(({ name }) => name === "TCP");
  const whole = encodeScriptPacket(layers);
  const tcp = layers[at];
  if (!whole.ok || tcp?.name !== "TCP") return undefined;
  const data = whole.value.bytes.subarray(whole.value.bytes.length - segment.payloadLength);
  const count = Math.ceil(data.length / room);
  return Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1;
    const load = data.slice(index * room, (index + 1) * room);
    const flags = partFlags(segment.flags, isLast, (index + 1) % (pushSegments ?? count) === 0);
    const { sequenceNumber } = tcp.fields;
    const numbered =
      sequenceNumber === undefined ? {} : { sequenceNumber: addToSequence(sequenceNumber, index * room) };
    return {
      layers: [
        ...layers.slice(0, at),
        { name: "TCP", fields: { ...tcp.fields, ...numbered, flags } } as const,
        { name: "Raw", fields: { load } } as const,
      ],
      shape: { ...shape, segment: { ...segment, flags, payloadLength: load.length } },
      made: [{ layer: "TCP", field: "payload", by: "segmentation" } as const],
    };
  });
}

/** What the segmentation step says of acknowledgments that it makes. */
const inBetween: FilledField = { layer: "frame", field: "acknowledgment", by: "segmentation" };

/** The acknowledgment that the other side's stack sends for a segment by itself: same addresses and ports, turned around. */
export function acknowledgmentOf(
  layers: readonly ScriptLayer[],
  shape: PacketShape,
  made: FilledField = inBetween,
): OutgoingPacket {
  const { segment, source, destination } = shape;
  const ports = {
    sourcePort: segment?.ports.destination ?? 0,
    destinationPort: segment?.ports.source ?? 0,
  };
  const flags = tcpFlags.ack;
  return {
    layers: layers.flatMap((layer): ScriptLayer[] => {
      if (layer.name === "Ether") return [{ name: "Ether", fields: turned(layer.fields) }];
      if (layer.name === "IP") return [{ name: "IP", fields: turned(layer.fields) }];
      return layer.name === "TCP" ? [{ name: "TCP", fields: { ...ports, flags } }] : [];
    }),
    shape: {
      sender: otherSide(shape.sender),
      isInScenario: shape.isInScenario,
      source: destination,
      destination: source,
      segment: {
        ports: { source: ports.sourcePort, destination: ports.destinationPort },
        flags,
        payloadLength: 0,
      },
    },
    made: [made],
  };
}

function turned<Address>({
  source,
  destination,
}: {
  readonly source?: Address;
  readonly destination?: Address;
}): { readonly source?: Address; readonly destination?: Address } {
  return {
    ...(destination === undefined ? {} : { source: destination }),
    ...(source === undefined ? {} : { destination: source }),
  };
}

function partFlags(flags: number, isLast: boolean, isUnitEnd: boolean): number {
  if (isLast) return flags;
  const without = flags & ~(tcpFlags.fin | tcpFlags.psh);
  return isUnitEnd ? without | (flags & tcpFlags.psh) : without;
}

function isDivisible(layers: readonly ScriptLayer[], { segment }: PacketShape): boolean {
  if (segment === undefined || hasFlag(segment, "syn") || hasFlag(segment, "rst")) return false;
  return leavesHeadersOpen(layers);
}

/** Whether a script left open what another segment of the same data must have anew. */
export function leavesHeadersOpen(layers: readonly ScriptLayer[]): boolean {
  return layers.every((layer) => {
    switch (layer.name) {
      case "IP": {
        const { totalLength, identification, flags = 0, fragmentOffset, checksum } = layer.fields;
        const isFragment = (flags & ipv4Flags.moreFragments) !== 0;
        return (
          !isFragment &&
          [totalLength, identification, fragmentOffset, checksum].every((set) => set === undefined)
        );
      }
      case "TCP": {
        const { dataOffset, checksum, urgentPointer, options } = layer.fields;
        return [dataOffset, checksum, urgentPointer, options].every((set) => set === undefined);
      }
      default:
        return layer.name !== "Padding" && layer.name !== "IPv6";
    }
  });
}
