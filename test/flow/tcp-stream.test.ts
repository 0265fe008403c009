import { describe, expect, it } from "vitest";
import { latin1Text } from "../../src/wire/bytes.js";
import { groupConversations } from "../../src/flow/conversations.js";
import { framesOfRange, reassembleStream } from "../../src/flow/tcp-stream.js";
import { numbered, segment } from "./build-frames.js";

function streamOf(packets: readonly Uint8Array[], limit?: number) {
  const conversation = groupConversations(numbered(packets)).tcp[0];
  if (conversation === undefined) throw new Error("no conversation");
  const stream = reassembleStream(conversation, "client", limit);
  return { stream, text: latin1Text(stream.bytes) };
}

describe("one direction", () => {
  it("is put in order", () => {
    const { stream, text } = streamOf([
      segment("> S", 99),
      segment("> A", 103, "def"),
      segment("> A", 100, "abc"),
      segment("> FA", 106),
    ]);
    expect(text).toBe("abcdef");
    expect(stream).toMatchObject({
      firstSequenceNumber: 100,
      isFinished: true,
      octetsAfterGap: 0,
      repeatedFrames: [],
    });
    expect(
      stream.pieces.map(({ frame, streamOffset, length }) => [frame.frameNumber, streamOffset, length]),
    ).toEqual([
      [3, 0, 3],
      [2, 3, 3],
    ]);
  });
  it("wraps at 2^32", () => {
    expect(
      streamOf([segment("> S", 0xffff_fffd), segment("> A", 0xffff_fffe, "ab"), segment("> A", 0, "cd")])
        .text,
    ).toBe("abcd");
  });
  it("has repeated octets once", () => {
    const { stream, text } = streamOf([
      segment("> S", 0),
      segment("> A", 1, "abc"),
      segment("> A", 1, "abc"),
      segment("> A", 2, "bcde"),
    ]);
    expect(text).toBe("abcde");
    expect(stream.repeatedFrames).toEqual([3, 4]);
    expect(stream.conflictingFrames).toEqual([]);
  });
  it("tells repeated octets that differ", () => {
    const { stream, text } = streamOf([
      segment("> S", 0),
      segment("> A", 1, "abc"),
      segment("> A", 2, "XYd"),
    ]);
    expect(text).toBe("abcd");
    expect(stream.conflictingFrames).toEqual([3]);
  });
  it("ends at a gap", () => {
    const { stream, text } = streamOf([
      segment("> S", 0),
      segment("> A", 1, "ab"),
      segment("> A", 4, "de"),
      segment("> FA", 6),
    ]);
    expect(text).toBe("ab");
    expect(stream).toMatchObject({ octetsAfterGap: 2, isFinished: false });
  });
  it("begins at its earliest octet where there was no SYN", () => {
    const { stream, text } = streamOf([
      segment("> A", 50),
      segment("> A", 53, "cd"),
      segment("> A", 51, "ab"),
    ]);
    expect(text).toBe("abcd");
    expect(stream.firstSequenceNumber).toBe(51);
  });
  it("may bring data with its SYN (RFC 7413)", () => {
    expect(streamOf([segment("> S", 0, "ab"), segment("> A", 3, "cd")]).text).toBe("abcd");
  });
  it("may be empty", () => {
    const { stream } = streamOf([segment("< A", 1, "x")]);
    expect(stream).toMatchObject({ isFinished: false, pieces: [] });
    expect(stream.firstSequenceNumber).toBeUndefined();
  });
  it("is bounded", () => {
    const { stream, text } = streamOf(
      [segment("> S", 0), segment("> A", 1, "abc"), segment("> A", 4, "def")],
      4,
    );
    expect(text).toBe("abcd");
    expect(stream.isCut).toBe(true);
  });
});

it("tells which frames brought a range", () => {
  const { stream } = streamOf([
    segment("> S", 0),
    segment("> A", 1, "ab"),
    segment("> A", 3, "cd"),
    segment("> A", 5, "ef"),
  ]);
  const range = (start: number, end: number) =>
    framesOfRange(stream, start, end).map(({ frameNumber }) => frameNumber);
  expect(range(0, 6)).toEqual([2, 3, 4]);
  expect(range(1, 3)).toEqual([2, 3]);
  expect(range(2, 4)).toEqual([3]);
  expect(range(6, 9)).toEqual([]);
});
