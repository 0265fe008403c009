import type { Framing } from "../../src/contracts/framing.js";
import type { Persona } from "../../src/contracts/persona.js";
import type { ScriptPacket } from "../../src/interpreter/script-layer.js";
import { fillPackets, type FilledFrame } from "../../src/personas/fill-packets.js";
import type { RandomStream } from "../../src/personas/random-stream.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf, payloadOf } from "../../src/wire/decoded-frame.js";
import { linkTypes } from "../../src/wire/link-type.js";
import type { TcpOption } from "../../src/wire/tcp-options.js";
import { clientIp, flags, linux, routed, segmentOf } from "./packets.js";

/** Acknowledges each segment of a response at once, as Linux does while a connection is young. */
export const quick: Persona = {
  ...linux,
  tcp: { ...linux.tcp, delayedAcks: { quickSends: 1, every: 2 }, pushSegments: 5 },
};

/** 20 ms away, one in ten packets lost: those that a test names. */
export const lossy: Framing = {
  ...routed,
  client: { ...routed.client, persona: quick },
  peer: { ...routed.peer, persona: quick, lossShare: 0.1 },
};

/** Loses the packets of these turns, counted from 1 over all that both sides send, and adds half a timer's tick to timeouts. */
export function losing(...turns: readonly number[]): RandomStream {
  let turn = 0;
  const unit = () => {
    turn += 1;
    return turns.includes(turn) ? 0 : 0.5;
  };
  return { unit, uint32: () => Math.floor(unit() * 2 ** 32) };
}

export function fillLosing(
  packets: readonly ScriptPacket[],
  turns: readonly number[],
  framing: Framing = lossy,
): readonly FilledFrame[] {
  const options = { seed: 1, startSeconds: 1_700_000_000, losses: losing(...turns) };
  const { frames, findings } = fillPackets(packets, framing, options);
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
  return frames;
}

export function tcpOf({ bytes }: FilledFrame) {
  const decoded = decodeFrame(bytes, linkTypes.ethernet);
  const ip = layerOf(decoded, "ipv4")?.header;
  const tcp = layerOf(decoded, "tcp");
  if (tcp === undefined || ip === undefined) throw new Error("no TCP");
  return { ip, header: tcp.header, length: payloadOf(decoded, tcp).length, isUp: ip.source === clientIp };
}

export function optionOf<Kind extends TcpOption["kind"]>(frame: FilledFrame, kind: Kind) {
  return tcpOf(frame).header.options.find(
    (option): option is Extract<TcpOption, { kind: Kind }> => option.kind === kind,
  );
}

/** What loss made of a frame: `retransmission`. */
export function madeByLoss({ filled }: FilledFrame): string | undefined {
  return filled.find(({ by }) => by === "loss")?.field;
}

const marks: Readonly<Record<string, string>> = {
  retransmission: "!again",
  "duplicate acknowledgment": "!dup",
  acknowledgment: "!ack",
};

/**
 * `<1448@0P`: from the server, octets from the first of its stream on, with PSH; `>a1448`: from the client, all before that octet is
 * acknowledged; `>a0[1448-2896]`: and that block selectively; `>S`, `<SA`, `>F`. What loss made has a mark.
 */
export function notations(frames: readonly FilledFrame[]): readonly string[] {
  const starts = new Map<boolean, number>();
  return frames.map((frame) => {
    const { header, length, isUp } = tcpOf(frame);
    if (!starts.has(isUp)) starts.set(isUp, header.sequenceNumber + 1);
    const place = (number: number, up: boolean) => (number - (starts.get(up) ?? 0)) >>> 0;
    const has = (flag: number) => (header.flags & flag) !== 0;
    const way = isUp ? ">" : "<";
    const mark = marks[madeByLoss(frame) ?? ""] ?? "";
    if (has(0x02)) return `${way}S${has(0x10) ? "A" : ""}${mark}`;
    if (has(0x01)) return `${way}F@${place(header.sequenceNumber, isUp)}${mark}`;
    if (length > 0)
      return `${way}${length}@${place(header.sequenceNumber, isUp)}${has(0x08) ? "P" : ""}${mark}`;
    const blocks = (optionOf(frame, "sack")?.blocks ?? []).map(
      ({ left, right }) => `[${place(left, !isUp)}-${place(right, !isUp)}]`,
    );
    return `${way}a${place(header.acknowledgmentNumber, !isUp)}${blocks.join("")}${mark}`;
  });
}

export const opening = [
  segmentOf("client", flags.syn),
  segmentOf("server", flags.synAck),
  segmentOf("client", flags.ack),
];
export const request = segmentOf("client", flags.pushAck, "x".repeat(86));
export const acknowledged = segmentOf("server", flags.ack);
export const response = (octets: number) => segmentOf("server", flags.pushAck, "y".repeat(octets));
export const ack = segmentOf("client", flags.ack);
export const closing = [
  segmentOf("client", flags.finAck),
  segmentOf("server", flags.finAck),
  segmentOf("client", flags.ack),
];
