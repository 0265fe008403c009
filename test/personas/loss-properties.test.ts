import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { encodePcap } from "../../src/capture/pcap.js";
import type { Framing } from "../../src/contracts/framing.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { OctetBudget } from "../../src/flow/octet-budget.js";
import { StreamAssembler } from "../../src/flow/stream-assembler.js";
import type { ScriptPacket } from "../../src/interpreter/script-layer.js";
import { fillPackets, type FilledFrame } from "../../src/personas/fill-packets.js";
import { checkFrames } from "../../src/validators/check-frames.js";
import { lossFramesOf, withLossAsNotes } from "../../src/validators/loss-findings.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf, payloadOf } from "../../src/wire/decoded-frame.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { addToSequence, isSequenceBefore } from "../../src/wire/seqnum.js";
import { createTsharkDissector } from "../../src/wireshark/tshark.js";
import { createWiregasmDissector } from "../../src/wireshark/wiregasm.js";
import { readPersona } from "../../src/config/read-persona.js";
import { clientIp, flags, routed, segmentOf } from "./packets.js";
import { madeByLoss } from "./lossy-path.js";

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
const dissector = hasTshark ? createTsharkDissector() : createWiregasmDissector();
afterAll(() => dissector.close());

const ack = segmentOf("client", flags.ack);
const serverAck = segmentOf("server", flags.ack);
/** More than a segment of it goes the other way. */
const ask = (path: string, octets: number) =>
  segmentOf(
    "client",
    flags.pushAck,
    octets === 0
      ? `GET /${path} HTTP/1.1\r\nHost: shop.example.com\r\n\r\n`
      : `POST /${path} HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: ${String(octets)}\r\n\r\n${letters(octets)}`,
  );
const page = (octets: number) =>
  segmentOf(
    "server",
    flags.pushAck,
    `HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Length: ${octets}\r\n\r\n${letters(octets)}`,
  );
/** No two stretches of it are alike, so that one in another's place shows. */
const letters = (octets: number) =>
  Array.from({ length: Math.ceil(octets / 7) }, (_, index) => index.toString(36).padStart(7, "."))
    .join("")
    .slice(0, octets);
const opening = [segmentOf("client", flags.syn), segmentOf("server", flags.synAck), ack];
const closings = {
  client: [segmentOf("client", flags.finAck), segmentOf("server", flags.finAck), ack],
  server: [segmentOf("server", flags.finAck), segmentOf("client", flags.finAck), serverAck],
  inFour: [segmentOf("client", flags.finAck), serverAck, segmentOf("server", flags.finAck), ack],
};

interface Talk {
  /** Octets of each request's body and of the page that answers it. */
  readonly pages: readonly (readonly [sent: number, received: number])[];
  readonly closing: keyof typeof closings;
  readonly isAcknowledged: boolean;
}

const scriptOf = ({ pages, closing, isAcknowledged }: Talk): readonly ScriptPacket[] => [
  ...opening,
  ...pages.flatMap(([sent, received], index) => [
    ask(`page-${String(index)}`, sent),
    ...(isAcknowledged ? [serverAck] : []),
    page(received),
    ack,
  ]),
  ...closings[closing],
];

const talk: fc.Arbitrary<Talk> = fc.record({
  pages: fc.array(
    fc.tuple(fc.oneof(fc.constant(0), fc.nat(20_000)), fc.oneof(fc.nat(3_000), fc.nat(60_000))),
    { minLength: 1, maxLength: 3 },
  ),
  closing: fc.constantFrom("client", "server", "inFour"),
  isAcknowledged: fc.boolean(),
});
const path = fc.record(
  {
    roundTripMicros: fc.constantFrom(40, 2_000, 45_000, 300_000),
    lossShare: fc.constantFrom(0.005, 0.02, 0.08, 0.2),
    jitterMicros: fc.constantFrom(0, 30_000, 400_000),
    bandwidthMbps: fc.constantFrom(0.5, 5, 100),
  },
  { requiredKeys: ["roundTripMicros", "lossShare"] },
);
const seed = fc.nat(0xffff_ffff);

const shipped: Framing = {
  ...routed,
  client: { ...routed.client, persona: readPersona("linux-client") },
  peer: { ...routed.peer, persona: readPersona("linux-server") },
};

function fill(script: readonly ScriptPacket[], way: Partial<Framing["peer"]>, fillSeed: number) {
  const framing = { ...shipped, peer: { ...shipped.peer, ...way } };
  return fillPackets(script, framing, { seed: fillSeed, startSeconds: 1_700_000_000 });
}

const flowFrames = (frames: readonly FilledFrame[]): readonly FlowFrame[] =>
  frames.map(({ bytes, timeSeconds }, index) => ({
    frameNumber: index + 1,
    timeNanos: BigInt(Math.round(timeSeconds * 1e6)) * 1_000n,
    decoded: decodeFrame(bytes, linkTypes.ethernet),
  }));

interface Read {
  readonly octets: string;
  readonly isFinished: boolean;
  readonly missing: number;
}

/** Both streams of the one connection, as readers that take octets by their sequence numbers have them. */
function readStreams(frames: readonly FlowFrame[]): { readonly client: Read; readonly server: Read } {
  const budget = new OctetBudget(1e9, 1e9);
  const streams = new Map<boolean, { assembler: StreamAssembler; read: Read; sent: number }>();
  for (const { decoded, frameNumber } of frames) {
    const tcp = layerOf(decoded, "tcp") ?? expect.fail("no TCP");
    const isUp = layerOf(decoded, "ipv4")?.header.source === clientIp;
    const { sequenceNumber, acknowledgmentNumber, flags: set } = tcp.header;
    const isSyn = (set & 0x02) !== 0;
    const start = isSyn ? addToSequence(sequenceNumber, 1) : sequenceNumber;
    let own = streams.get(isUp);
    if (own === undefined) {
      const read = { octets: "", isFinished: false, missing: 0 };
      const assembler = new StreamAssembler(
        start,
        {
          octets: (bytes) => (read.octets += new TextDecoder().decode(bytes)),
          missing: (count) => (read.missing += count),
          end: (isFinished) => (read.isFinished = isFinished),
        },
        budget,
        () => expect.fail("too much"),
      );
      own = { assembler, read, sent: start };
      streams.set(isUp, own);
    }
    const payload = payloadOf(decoded, tcp);
    if (payload.length > 0) own.assembler.add(start, payload, payload.length, frameNumber);
    const end = addToSequence(start, payload.length + (set & 0x01));
    if (isSequenceBefore(own.sent, end)) own.sent = end;
    if ((set & 0x01) !== 0) own.assembler.finish(end);
    const other = streams.get(!isUp);
    if (other === undefined || (set & 0x10) === 0) continue;
    // Nobody acknowledges what the capture has not seen.
    expect(isSequenceBefore(other.sent, acknowledgmentNumber)).toBe(false);
    other.assembler.acknowledge(acknowledgmentNumber);
  }
  const of = (isUp: boolean) => streams.get(isUp)?.read ?? expect.fail("nothing was sent");
  return { client: of(true), server: of(false) };
}

/** What a script has its hosts say. */
function said(script: readonly ScriptPacket[], from: "client" | "server"): string {
  return script
    .filter(({ layers }) =>
      layers.some(
        (layer) => layer.name === "IP" && (layer.fields.source === clientIp) === (from === "client"),
      ),
    )
    .flatMap(({ layers }) => layers.flatMap((layer) => (layer.name === "Raw" ? [layer.fields.load] : [])))
    .map((load) => new TextDecoder().decode(load as Uint8Array))
    .join("");
}

describe("whatever a path loses", () => {
  it("every octet of both directions arrives, in order, and both sides close", () => {
    fc.assert(
      fc.property(talk, path, seed, (conversation, way, fillSeed) => {
        const script = scriptOf(conversation);
        const { frames, findings } = fill(script, way, fillSeed);
        expect(findings).toEqual([]);
        const { client, server } = readStreams(flowFrames(frames));
        expect(client).toEqual({ octets: said(script, "client"), isFinished: true, missing: 0 });
        expect(server).toEqual({ octets: said(script, "server"), isFinished: true, missing: 0 });
      }),
      { numRuns: 250, seed: 4 },
    );
  });

  it("the strict judge finds recovery and nothing else", () => {
    const noted = new Set<string>();
    fc.assert(
      fc.property(talk, path, seed, (conversation, way, fillSeed) => {
        const { frames } = fill(scriptOf(conversation), way, fillSeed);
        const loss = lossFramesOf(frames.map(({ filled }) => ({ conversation: "http", filled })));
        const judged = withLossAsNotes(checkFrames(flowFrames(frames), { profile: "generated" }), loss);
        expect(judged.filter(({ severity }) => severity !== "note")).toEqual([]);
        for (const { code } of judged) noted.add(code);
      }),
      { numRuns: 250, seed: 5 },
    );
    expect([...noted].sort()).toEqual([
      "tcp-duplicate-acknowledgment",
      "tcp-handshake-incomplete",
      "tcp-octets-repeated",
      "tcp-segment-out-of-order",
      "tcp-sequence-gap",
    ]);
  });

  it("the same seed gives the same frames, another one others", () => {
    const script = scriptOf({
      pages: [
        [0, 30_000],
        [0, 900],
      ],
      closing: "client",
      isAcknowledged: true,
    });
    const way = { lossShare: 0.1 };
    const first = fill(script, way, 3).frames;
    expect(fill(script, way, 3).frames).toEqual(first);
    expect(first.some((frame) => madeByLoss(frame) !== undefined)).toBe(true);
    expect(fill(script, way, 4).frames.map(({ line, filled }) => [line, filled])).not.toEqual(
      first.map(({ line, filled }) => [line, filled]),
    );
  });

  it("times go forward, and most of what is to be lost is", () => {
    let sent = 0;
    let lost = 0;
    for (let fillSeed = 1; fillSeed <= 40; fillSeed += 1) {
      const script = scriptOf({ pages: [[0, 60_000]], closing: "client", isAcknowledged: true });
      const { frames } = fill(script, { lossShare: 0.05 }, fillSeed);
      const times = frames.map(({ timeSeconds }) => Math.round(timeSeconds * 1e6));
      expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
      const data = frames.filter(({ bytes }) => bytes.length > 1_000);
      sent += data.length;
      lost += data.filter((frame) => madeByLoss(frame) === "retransmission").length;
    }
    // About 42 segments in each, of which each is lost with its share.
    expect(lost / sent).toBeGreaterThan(0.03);
    expect(lost / sent).toBeLessThan(0.07);
  });
});

describe("whatever a script sends over such a path", () => {
  const segment = fc
    .record({
      from: fc.constantFrom("client" as const, "server" as const),
      set: fc.nat(0x3f),
      octets: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(20_000)),
    })
    .map(({ from, set, octets }) => segmentOf(from, set, "z".repeat(octets)));

  it("comes to an end, with times that go forward, the same each time", () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 12 }), path, seed, (script, way, fillSeed) => {
        const { frames, findings } = fill(script, way, fillSeed);
        expect(findings).toEqual([]);
        const times = frames.map(({ timeSeconds }) => Math.round(timeSeconds * 1e6));
        expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
        expect(fill(script, way, fillSeed).frames).toEqual(frames);
      }),
      { numRuns: 120, seed: 6 },
    );
  });
});

describe("Wireshark", () => {
  /** All that it may say beyond chats. */
  const recovery = [
    "Duplicate ACK",
    "Previous segment(s) not captured",
    "This frame initiates the connection closing",
    "This frame is a (suspected) fast retransmission",
    "This frame is a (suspected) out-of-order segment",
    "This frame is a (suspected) retransmission",
    "This frame is a (suspected) spurious retransmission",
    "This frame undergoes the connection closing",
  ];
  const shares = [0.02, 0.08, 0.2];

  it.each(shares)("sees recovery and nothing else where %d are lost", async (lossShare) => {
    const messages = new Set<string>();
    for (let fillSeed = 1; fillSeed <= 6; fillSeed += 1) {
      const script = scriptOf({
        pages: [
          [0, 40_000],
          [0, 700],
        ],
        closing: "client",
        isAcknowledged: true,
      });
      const { frames } = fill(script, { lossShare }, fillSeed);
      const records = flowFrames(frames).map(({ timeNanos, decoded: { bytes } }) => ({
        bytes,
        originalLength: bytes.length,
        timeNanos,
      }));
      const { expertInfo } = await dissector.dissect(encodePcap(linkTypes.ethernet, records));
      const others = expertInfo.filter(
        ({ severity, message }) =>
          severity !== "chat" && !recovery.some((expected) => message.startsWith(expected)),
      );
      expect(others).toEqual([]);
      for (const { message } of expertInfo) messages.add(message.replace(/ [(#].*/, ""));
    }
    expect(messages).toContain("Previous segment(s) not captured");
    expect(messages).toContain("Duplicate ACK");
  });
});
