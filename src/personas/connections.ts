import type { Finding } from "../contracts/finding.js";
import type { TcpFields } from "../wire/tcp.js";
import type { PacketShape } from "./packet-shape.js";
import { hasFlag, isSyn } from "./segment-kind.js";

/** A TCP segment of a script, by its place among the packets. */
export interface ScriptSegment {
  /** From 0. */
  readonly index: number;
  readonly shape: PacketShape;
  readonly fields: TcpFields;
}

/** Segments by connection: the same two endpoints, until a SYN comes after data or a closing. In order of the first segment. */
export function groupByConnection(segments: readonly ScriptSegment[]): ScriptSegment[][] {
  const groups: ScriptSegment[][] = [];
  const open = new Map<string, ScriptSegment[]>();
  for (const segment of segments) {
    const key = endpoints(segment.shape);
    const group = open.get(key);
    const shape = segment.shape.segment;
    const reopens = shape !== undefined && isSyn(shape) && group !== undefined && !group.every(isOpening);
    if (group === undefined || reopens) {
      const started = [segment];
      open.set(key, started);
      groups.push(started);
    } else {
      group.push(segment);
    }
  }
  return groups;
}

/** A SYN after nothing but SYNs is the same one sent again. */
function isOpening({ shape }: ScriptSegment): boolean {
  return shape.segment !== undefined && isSyn(shape.segment);
}

function endpoints({ source, destination, segment }: PacketShape): string {
  const from = `${String(source)}:${String(segment?.ports.source)}`;
  const to = `${String(destination)}:${String(segment?.ports.destination)}`;
  return from < to ? `${from} ${to}` : `${to} ${from}`;
}

/**
 * A script sets sequence and acknowledgment numbers of a whole connection or of none of it: between the two nobody could say
 * what the numbers that are set were meant to follow. (An acknowledgment number that the ACK flag does not cover may be missing.)
 */
export function mixedSequenceFinding(connection: readonly ScriptSegment[]): Finding | undefined {
  const stated = connection.map(statedNumbers);
  const whole = stated.filter((numbers) => numbers === "all").length;
  const none = stated.filter((numbers) => numbers === "none").length;
  if (whole === connection.length || none === connection.length) return undefined;
  const missing = connection.filter((_, index) => stated[index] !== (whole >= none ? "all" : "none"));
  const frames = missing.map(({ index }) => index + 1);
  const fields = whole >= none ? "lack seq or ack" : "have seq or ack";
  return {
    code: "tcp-sequence-mixed",
    severity: "error",
    group: "sequence",
    source: "wiretale",
    frames,
    layer: "TCP",
    field: "sequenceNumber",
    message: `${String(frames.length)} of ${String(connection.length)} segments of one connection ${fields}, unlike the others`,
    hint: "Set seq and ack in every TCP() of the connection, or in none: left unset they are computed.",
  };
}

function statedNumbers({ shape, fields }: ScriptSegment): "all" | "none" | "some" {
  const needsAcknowledgment = shape.segment !== undefined && hasFlag(shape.segment, "ack");
  const hasSequence = fields.sequenceNumber !== undefined;
  const hasAcknowledgment = fields.acknowledgmentNumber !== undefined;
  if (hasSequence && (hasAcknowledgment || !needsAcknowledgment)) return "all";
  return hasSequence || (hasAcknowledgment && needsAcknowledgment) ? "some" : "none";
}
