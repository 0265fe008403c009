import { describe, expect, it } from "vitest";
import type { Framing } from "../../src/contracts/framing.js";
import type { Persona } from "../../src/contracts/persona.js";
import type { ScriptPacket } from "../../src/interpreter/script-layer.js";
import { CongestionWindow } from "../../src/personas/congestion-window.js";
import { fillPackets, type FilledFrame } from "../../src/personas/fill-packets.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf, payloadOf } from "../../src/wire/decoded-frame.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { sequenceDistance } from "../../src/wire/seqnum.js";
import { clientIp, flags, linux618, packetOf, routed, segmentOf, serverIp } from "./packets.js";

/** As days of scripts/real-day.sh show Linux 6.18: see the personas measured of it. */
const persona: Persona = {
  ...linux618,
  tcp: {
    ...linux618.tcp,
    delayedAcks: { quickSends: 1, every: 2 },
    pushSegments: 5,
  },
};

function fill(packets: readonly ScriptPacket[], roundTripMicros = 8): readonly FilledFrame[] {
  const framing: Framing = {
    ...routed,
    client: { ...routed.client, persona },
    peer: { ...routed.peer, persona, roundTripMicros },
  };
  const { frames, findings } = fillPackets(packets, framing, { seed: 1, startSeconds: 1_700_000_000 });
  expect(findings).toEqual([]);
  return frames;
}

/** `>a66`: from the client, an acknowledgment with that window; `<1448P`: from the server, so many octets, with PSH. */
function notation(frame: FilledFrame): string {
  const decoded = decodeFrame(frame.bytes, linkTypes.ethernet);
  const tcp = layerOf(decoded, "tcp") ?? expect.fail("no TCP");
  const way = layerOf(decoded, "ipv4")?.header.source === clientIp ? ">" : "<";
  const { flags: set, window } = tcp.header;
  const size = payloadOf(decoded, tcp).length;
  const push = (set & 0x08) === 0 ? "" : "P";
  const fin = (set & 0x01) === 0 ? "" : "F";
  return `${way}${size === 0 ? "a" : String(size)}${push}${fin}${way === ">" ? String(window) : ""}`;
}

const opening = [
  segmentOf("client", flags.syn),
  segmentOf("server", flags.synAck),
  segmentOf("client", flags.ack),
];
const request = segmentOf("client", flags.pushAck, "x".repeat(86));
const acknowledged = segmentOf("server", flags.ack);
const response = (octets: number) => segmentOf("server", flags.pushAck, "y".repeat(octets));
const ack = segmentOf("client", flags.ack);
const fin = segmentOf("client", flags.finAck);

describe("a response that is longer than a segment", () => {
  const first = [...opening, request, acknowledged, response(12_400), ack, fin];

  it("leaves as segments, each acknowledged at once, as a real day shows it", () => {
    // Wget fetching /big.txt of scripts/real-day.sh, octet for octet.
    expect(fill(first).slice(3).map(notation).join(" ")).toBe(
      ">86P63 <a <1448 >a66 <1448 >a69 <1448 >a72 <1448 >a75 <1448P >a77 <1448 >a76 <1448 >a75 <1448 >a74 <816P >a74 >aF77",
    );
  });

  it("is acknowledged by twos once the connection is in use, and read as it comes after a PSH", () => {
    // curl fetching / and /big.txt on one connection.
    const second = [
      ...opening,
      request,
      acknowledged,
      response(947),
      ack,
      request,
      response(12_401),
      ack,
      fin,
    ];
    expect(fill(second).slice(5).map(notation).join(" ")).toBe(
      "<947P >a66 >86P66 <1448 <1448 >a72 <1448 <1448 >a77 <1448P <1448 <1448 <1448 <817P >a77 >aF77",
    );
  });

  it("carries every octet, each once, and says what divided it", () => {
    const frames = fill(first);
    const parts = frames.filter(({ packetNumber }) => packetNumber === 6);
    const data = parts.filter((frame) => notation(frame).startsWith("<"));
    const texts = data.map(({ bytes }) => {
      const decoded = decodeFrame(bytes, linkTypes.ethernet);
      const tcp = layerOf(decoded, "tcp") ?? expect.fail("no TCP");
      return { sequence: tcp.header.sequenceNumber, length: payloadOf(decoded, tcp).length };
    });
    for (const [index, { sequence, length }] of texts.entries()) {
      const next = texts[index + 1];
      if (next !== undefined) expect(sequenceDistance(sequence, next.sequence)).toBe(length);
    }
    expect(texts.reduce((sum, { length }) => sum + length, 0)).toBe(12_400);
    for (const { filled } of data) {
      expect(filled).toContainEqual({ layer: "TCP", field: "payload", by: "segmentation" });
    }
    const made = parts.filter((frame) => notation(frame).startsWith(">"));
    expect(made).toHaveLength(8);
    for (const { filled } of made) {
      expect(filled).toContainEqual({ layer: "frame", field: "acknowledgment", by: "segmentation" });
    }
  });

  it("keeps its FIN for the last segment", () => {
    const closing = segmentOf("server", flags.pushAck | flags.finAck, "z".repeat(3_000));
    const parts = fill([...opening, request, acknowledged, closing])
      .slice(5)
      .map(notation);
    expect(parts.filter((part) => part.startsWith("<"))).toEqual(["<1448", "<1448", "<104PF"]);
  });

  it("numbers its segments from where the script put it", () => {
    const seq = (from: "client" | "server", flag: number, numbers: [number, number], text = "") =>
      segmentOf(from, flag, text, { sequenceNumber: numbers[0], acknowledgmentNumber: numbers[1] });
    const frames = fill([
      seq("client", flags.syn, [5_000, 0]),
      seq("server", flags.synAck, [0xffff_ff00, 5_001]),
      seq("client", flags.ack, [5_001, 0xffff_ff01]),
      seq("client", flags.pushAck, [5_001, 0xffff_ff01], "get"),
      seq("server", flags.pushAck, [0xffff_ff01, 5_004], "y".repeat(2_000)),
    ]);
    const numbers = frames.slice(4).map(({ bytes }) => {
      const tcp = layerOf(decodeFrame(bytes, linkTypes.ethernet), "tcp")?.header;
      return [tcp?.sequenceNumber, tcp?.acknowledgmentNumber];
    });
    // 1448 octets from 0xffffff01 on end at 1193, beyond 2^32.
    expect(numbers).toEqual([
      [0xffff_ff01, 5_004],
      [5_004, 1_193],
      [1_193, 5_004],
    ]);
  });

  it.each([
    ["the IP length", { totalLength: 4_000 }, {}],
    ["the IP identification", { identification: 7 }, {}],
    ["the IP checksum", { checksum: 1 }, {}],
    ["the TCP checksum", {}, { checksum: 1 }],
    ["TCP options", {}, { options: [] }],
  ])("stays whole where the script set %s", (_, ipFields, tcpFields) => {
    const whole = packetOf([
      { name: "IP", fields: { source: serverIp, destination: clientIp, ...ipFields } },
      {
        name: "TCP",
        fields: { sourcePort: 80, destinationPort: 40_000, flags: flags.pushAck, ...tcpFields },
      },
      { name: "Raw", fields: { load: new Uint8Array(4_000) } },
    ]);
    expect(fill([...opening, request, whole])).toHaveLength(5);
  });

  it("keeps to the MSS that a script's own options name, and to the timestamps they agree on", () => {
    const options = [
      { kind: "unknown", number: 2, data: Uint8Array.of(2, 0) },
      { kind: "unknown", number: 8, data: Uint8Array.of(0, 0, 0, 9, 0, 0, 0, 0) },
    ] as const;
    const frames = fill([
      segmentOf("client", flags.syn, "", { options }),
      segmentOf("server", flags.synAck),
      ack,
      request,
      response(1_200),
    ]);
    // 512 octets less the twelve of each segment's timestamps.
    const sizes = frames.map(notation).filter((text) => text.startsWith("<"));
    expect(sizes).toEqual(["<a", "<500", "<500", "<200P"]);
    const echoes = frames.map(({ bytes }) => {
      const tcp = layerOf(decodeFrame(bytes, linkTypes.ethernet), "tcp");
      return tcp?.header.options.find(({ kind }) => kind === "timestamp");
    });
    expect(echoes[1]).toMatchObject({ echoReply: 9 });
  });

  it("stays whole where it would be more frames than anybody looks at", () => {
    const tiny = [{ kind: "unknown", number: 2, data: Uint8Array.of(0, 1) }] as const;
    const packets = [
      segmentOf("client", flags.syn, "", { options: tiny }),
      segmentOf("server", flags.synAck),
      ack,
      response(20_000),
      response(20_000),
    ];
    const frames = fill(packets);
    expect(frames.filter(({ packetNumber }) => packetNumber === 4).length).toBeGreaterThan(20_000);
    expect(frames.filter(({ packetNumber }) => packetNumber === 5)).toHaveLength(1);
  });

  it("waits for acknowledgments from the eleventh segment on", () => {
    const far = fill([...opening, request, acknowledged, response(15 * 1_448), ack], 20_000);
    const data = far.filter((frame) => notation(frame).startsWith("<1448"));
    expect(data).toHaveLength(15);
    const gaps = data.slice(1).map((frame, index) => frame.timeSeconds - (data[index]?.timeSeconds ?? 0));
    // RFC 6928: ten segments at once, and then what the first acknowledgment allows, a round trip later.
    expect(Math.max(...gaps.slice(0, 9))).toBeLessThan(0.01);
    expect(gaps[9]).toBeGreaterThan(0.01);
  });
});

describe("the congestion window", () => {
  it("opens by two segments for each that is acknowledged", () => {
    const window = new CongestionWindow();
    for (let sent = 1; sent <= 10; sent += 1) {
      expect(window.release(sent * 100)).toBe("free");
      window.send(sent * 100);
    }
    expect(window.release(1_100)).toBe("held");
    window.acknowledge(200, 100_000, 77);
    for (let sent = 11; sent <= 14; sent += 1) {
      expect(window.release(sent * 100)).toEqual({ acknowledgedMicros: 77 });
      window.send(sent * 100);
    }
    expect(window.release(1_500)).toBe("held");
  });

  it("is half of what was on its way, once a loss is made good", () => {
    const window = new CongestionWindow();
    for (let sent = 1; sent <= 10; sent += 1) window.send(sent * 100);
    window.acknowledge(1_000, 100_000, 7);
    window.recover(10, true);
    // Five at once, and one more for each of these that is acknowledged.
    for (let sent = 11; sent <= 15; sent += 1) {
      expect(window.release(sent * 100)).toEqual({ acknowledgedMicros: 7 });
      window.send(sent * 100);
    }
    expect(window.release(1_600)).toBe("held");
    window.acknowledge(1_200, 100_000, 8);
    for (let sent = 16; sent <= 17; sent += 1) {
      expect(window.release(sent * 100)).toEqual({ acknowledgedMicros: 8 });
      window.send(sent * 100);
    }
    expect(window.release(1_800)).toBe("held");
  });

  it("begins anew with two after a timeout, and grows to the half", () => {
    const window = new CongestionWindow();
    for (let sent = 1; sent <= 6; sent += 1) window.send(sent * 100);
    window.acknowledge(600, 100_000, 7);
    window.recover(6, false);
    for (let sent = 7; sent <= 8; sent += 1) {
      expect(window.release(sent * 100)).toEqual({ acknowledgedMicros: 7 });
      window.send(sent * 100);
    }
    expect(window.release(900)).toBe("held");
    // Two are acknowledged: two in their place, and one more up to half of six.
    window.acknowledge(800, 100_000, 8);
    for (let sent = 9; sent <= 11; sent += 1) {
      expect(window.release(sent * 100)).toEqual({ acknowledgedMicros: 8 });
      window.send(sent * 100);
    }
    expect(window.release(1_200)).toBe("held");
  });

  it("never goes beyond what the other side offers", () => {
    const window = new CongestionWindow();
    window.acknowledge(0, 250, 5);
    expect(window.release(100)).toBe("free");
    window.send(100);
    window.send(200);
    expect(window.release(300)).toBe("held");
    window.acknowledge(200, 250, 9);
    expect(window.release(300)).toEqual({ acknowledgedMicros: 9 });
  });
});
