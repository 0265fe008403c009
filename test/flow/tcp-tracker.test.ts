import { describe, expect, it } from "vitest";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { client, numbered, segment, server } from "./build-frames.js";
import { followFrames } from "./follow-frames.js";

const follow = (...packets: readonly Uint8Array[]) => followFrames(numbered(packets));
const continuities = (...packets: readonly Uint8Array[]) =>
  follow(...packets).tcpSegment.map(({ continuity }) => continuity);

describe("connections", () => {
  it("are both directions between two endpoints", () => {
    const { tcpSegment, tcpEnd } = follow(segment("> S", 1), segment("< SA", 9), segment("> A", 2));
    expect(tcpSegment.map(({ fromClient }) => fromClient)).toEqual([true, false, true]);
    expect(tcpEnd).toMatchObject([
      {
        client: { endpoint: client },
        server: { endpoint: server },
        handshake: "syn-ack",
        end: "capture-end",
      },
    ]);
  });
  it("begin anew with another initial sequence number, not with a repeated SYN", () => {
    const { tcpSegment, tcpEnd } = follow(
      segment("> S", 1),
      segment("> S", 1),
      segment("< SA", 9),
      segment("> R", 2),
      segment("> S", 7),
      segment("< SA", 3),
    );
    const connections = new Set(tcpSegment.map(({ connection }) => connection));
    expect([...connections].map(({ opening }) => opening.length)).toEqual([3, 2]);
    expect(tcpEnd.map(({ end }) => end)).toEqual(["replaced", "capture-end"]);
  });
  it("are one where both sides open at the same time (RFC 9293 section 3.5)", () => {
    const { tcpEnd } = follow(segment("> S", 1), segment("< S", 9), segment("> SA", 1), segment("< SA", 9));
    expect(tcpEnd).toHaveLength(1);
  });
  it("are one where the answer overtakes the SYN", () => {
    const { tcpEnd } = follow(segment("< SA", 9, "", { acknowledgmentNumber: 2 }), segment("> S", 1));
    expect(tcpEnd).toMatchObject([{ client: { endpoint: client } }]);
  });
  it.each([
    ["a SYN-ACK is the server's", ["< SA"]],
    ["the higher port is the client's", ["< A", "> A"]],
    ["the higher port is the client's, whoever is first", ["> A", "< A"]],
  ])("without a SYN: %s", (_name, what) => {
    const { tcpEnd } = follow(...what.map((text) => segment(text, 1)));
    expect(tcpEnd).toMatchObject([{ client: { endpoint: client }, server: { endpoint: server } }]);
  });
  it("are let go beyond the limit: closed ones first, then the one silent longest", () => {
    const to = (port: number) => segment("> S", 1, "", { sourcePort: port });
    const refused = segment("< RA", 0, "", { destinationPort: 2 });
    const events = followFrames(numbered([to(1), to(2), refused, to(3), to(1), to(4)]), {
      openConnections: 2,
    });
    expect(events.tcpEnd.map(({ client: { endpoint }, end }) => [endpoint.port, end])).toEqual([
      [2, "closed"],
      [3, "let-go"],
      [1, "capture-end"],
      [4, "capture-end"],
    ]);
    expect(events.limits).toEqual([["openConnections", 6]]);
  });
  it("are forgotten four minutes after they closed", () => {
    const at = (frames: readonly FlowFrame[], ...seconds: readonly number[]) =>
      frames.map((frame, index) => ({ ...frame, timeNanos: BigInt(seconds[index] ?? 0) * 1_000_000_000n }));
    const packets = numbered([segment("> S", 1), segment("< RA", 0), segment("> A", 2)]);
    expect(followFrames(at(packets, 0, 1, 200)).tcpEnd.map(({ end }) => end)).toEqual(["capture-end"]);
    expect(followFrames(at(packets, 0, 1, 300)).tcpEnd.map(({ end }) => end)).toEqual([
      "closed",
      "capture-end",
    ]);
  });
});

describe("a segment", () => {
  const start = [segment("> S", 99), segment("< SA", 0), segment("> A", 100, "abcde")];

  it.each([
    ["goes on", segment("> A", 105, "x"), "in-order"],
    ["leaves a gap", segment("> A", 107, "x"), "gap"],
    ["repeats", segment("> A", 100, "abcde"), "repeat"],
    ["repeats a part", segment("> A", 103, "dexy"), "overlap"],
    ["keeps alive without data", segment("> A", 104), "keep-alive"],
    ["keeps alive with an octet", segment("> A", 104, "e"), "keep-alive"],
    ["is an old acknowledgment", segment("> A", 100), "repeat"],
  ])("%s", (_name, packet, expected) => {
    expect(continuities(...start, packet).at(-1)).toBe(expected);
  });
  it("brings what was missing, and repeats it the next time", () => {
    const gap = [...start, segment("> A", 110, "klm")];
    const filler = segment("> A", 105, "fghij");
    expect(continuities(...gap, filler, filler).slice(-3)).toEqual(["gap", "late", "repeat"]);
  });
  it("goes on where the numbers wrap", () => {
    expect(
      continuities(segment("> S", 0xffff_fffe), segment("> A", 0xffff_ffff, "ab"), segment("> A", 1, "c")),
    ).toEqual(["first", "in-order", "in-order"]);
  });
  it("is a duplicate acknowledgment only while data are outstanding, with the same number and window", () => {
    const data = segment("< A", 1, "data", { window: 9 });
    const ack = (number: number, window = 5) =>
      segment("> A", 105, "", { acknowledgmentNumber: number, window });
    const { tcpSegment, tcpEnd } = follow(...start, data, ack(1), ack(1), ack(1), ack(1, 6), ack(5), ack(5));
    expect(tcpSegment.slice(4).map(({ isDuplicateAck }) => isDuplicateAck)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(tcpEnd[0]?.client.duplicateAcks).toBe(0);
  });
});
