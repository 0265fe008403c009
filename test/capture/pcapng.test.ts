import { describe, expect, it } from "vitest";
import { commentsOf, type ReadFrame } from "../../src/capture/capture.js";
import { encodePcapng } from "../../src/capture/pcapng.js";
import { decodeCapture } from "../../src/capture/read-capture.js";
import { ascii, octets } from "../wire/octets.js";

const decoder = (hex: string) => decodeCapture(octets(hex));
const framesOf = (hex: string): readonly ReadFrame[] => {
  const decoded = decoder(hex);
  if (!decoded.ok) throw new Error(decoded.error.message);
  expect(decoded.value.error).toBeUndefined();
  return decoded.value.frames;
};

const section = `
  0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000
`;
const ethernet = "01000000 14000000 0100 0000 00000000 14000000";

/** An enhanced packet of interface 0 that keeps ab cd, little-endian. */
const packet = (time: string, options = "", lengths = "24000000") => `
  06000000 ${lengths} 00000000 ${time} 02000000 05000000 abcd0000 ${options} ${lengths}
`;

describe("pcapng files of others", () => {
  it("in little-endian, microseconds unless it is said", () => {
    // 0x0000_0001 × 2^32 + 2 microseconds.
    expect(framesOf(section + ethernet + packet("01000000 02000000"))).toEqual([
      {
        frameNumber: 1,
        timeNanos: 4_294_967_298_000n,
        bytes: octets("abcd"),
        originalLength: 5,
        interface: { index: 0, linkType: 1, frameCheckLength: 0, snapLength: 0, options: [] },
        frameCheckLength: 0,
        hasTime: true,
        options: [],
      },
    ]);
  });

  it("in big-endian", () => {
    const frames = framesOf(`
      0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c
      00000001 00000014 0065 0000 00000040 00000014
      00000006 00000024 00000000 00000000 00000007 00000002 00000002 abcd0000 00000024
    `);
    expect(frames).toMatchObject([{ timeNanos: 7000n, interface: { linkType: 101, snapLength: 64 } }]);
  });

  it("with sections of differing byte order, whose interfaces count from 0 each", () => {
    const frames = framesOf(`
      ${section} ${ethernet} ${packet("00000000 01000000")}
      0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c
      00000001 00000014 0114 0000 00000000 00000014
      00000006 00000024 00000000 00000000 00000009 00000001 00000002 ff000000 00000024
    `);
    expect(frames.map((frame) => [frame.frameNumber, frame.timeNanos, frame.interface.linkType])).toEqual([
      [1, 1000n, 1],
      [2, 9000n, 276],
    ]);
    expect(frames.map((frame) => frame.interface.index)).toEqual([0, 1]);
  });

  it.each([
    ["nanoseconds", "0900 0100 09000000", 0x1_0000_0002n],
    ["milliseconds", "0900 0100 03000000", 0x1_0000_0002n * 1_000_000n],
    ["picoseconds", "0900 0100 0c000000", 0x1_0000_0002n / 1000n],
    ["2^-30 s", "0900 0100 9e000000", (0x1_0000_0002n * 1_000_000_000n) / 2n ** 30n],
    ["an offset of 10 s", "0e00 0800 0a00000000000000", 0x1_0000_0002n * 1000n + 10_000_000_000n],
    ["an offset of -1 s", "0e00 0800 ffffffffffffffff", 0x1_0000_0002n * 1000n - 1_000_000_000n],
  ])("with times in %s", (_name, option, nanos) => {
    const options = octets(option).length;
    const length = (20 + options + 4).toString(16).padStart(2, "0");
    const described = `01000000 ${length}000000 0100 0000 00000000 ${option} 00000000 ${length}000000`;
    expect(framesOf(section + described + packet("01000000 02000000"))[0]?.timeNanos).toBe(nanos);
  });

  it("with comments and other options", () => {
    const options = "0100 0300 68692100  0200 0400 a0000000  0100 0200 6f6b0000  00000000";
    const [frame] = framesOf(section + ethernet + packet("00000000 00000000", options, "40000000"));
    expect(commentsOf(frame?.options ?? [])).toEqual(["hi!", "ok"]);
    expect(frame?.options.map(({ code }) => code)).toEqual([1, 2, 1]);
    // Bits 5 to 8 of the flags: 0xa0 is 5 octets of frame check sequence.
    expect(frame?.frameCheckLength).toBe(5);
  });

  it("with a frame check sequence for all frames of the interface", () => {
    const described = "01000000 20000000 0100 0000 00000000 0d00 0100 04000000 00000000 20000000";
    expect(framesOf(section + described + packet("00000000 00000000"))[0]?.frameCheckLength).toBe(4);
  });

  it("with simple packets, cut at the snap length, and at the time of the frame before", () => {
    const limited = "01000000 14000000 0100 0000 03000000 14000000";
    const simple = "03000000 14000000 05000000 01020300 14000000";
    const frames = framesOf(section + limited + packet("00000000 05000000") + simple);
    expect(frames[1]).toMatchObject({
      bytes: octets("010203"),
      originalLength: 5,
      hasTime: false,
      timeNanos: 5000n,
    });
  });

  it("with obsolete packet blocks", () => {
    const obsolete = `
      02000000 24000000 0000 0700 00000000 03000000 02000000 02000000 abcd0000 24000000
    `;
    expect(framesOf(section + ethernet + obsolete)).toMatchObject([
      { timeNanos: 3000n, bytes: octets("abcd"), originalLength: 2 },
    ]);
  });

  it("with blocks of names, statistics and unknown kinds between", () => {
    const names = "04000000 10000000 00000000 10000000";
    const statistics = "05000000 18000000 00000000 0000000000000000 18000000";
    const unknown = "ad0b0000 14000000 0102030405060708 14000000";
    const hex = section + names + ethernet + statistics + packet("00000000 01000000") + unknown + names;
    expect(framesOf(hex)).toHaveLength(1);
  });
});

describe("damaged pcapng files keep the frames before the damage", () => {
  const head = section + ethernet + packet("00000000 01000000");
  const place = octets(head).length;
  it.each([
    ["a block shorter than its head", "06000000 08000000 00000000", "bad-record"],
    ["a length that is no multiple of 4", "06000000 25000000 00000000", "bad-record"],
    ["lengths that differ", packet("00000000 01000000").replace(/24000000\s*$/, "28000000"), "bad-record"],
    [
      "an interface that is not there",
      packet("00000000 01000000").replace("24000000 00000000", "24000000 07000000"),
      "bad-record",
    ],
    [
      "a frame longer than its block",
      packet("00000000 01000000").replace("02000000 05000000", "09000000 09000000"),
      "bad-record",
    ],
    ["a block of 4 GB", "06000000 fcffffff 00000000", "bad-record"],
    [
      "an option longer than its block",
      packet("00000000 00000000", "0100 ff00 68692100", "2c000000"),
      "bad-record",
    ],
    ["half of a block's head", "06000000 24", "truncated"],
    ["half of a block", "06000000 24000000 00000000 0000", "truncated"],
    ["half of an unknown block", "ad0b0000 ff000000".replace("ff", "fc") + " 00000000", "truncated"],
  ] as const)("%s", (_name, hex, code) => {
    const decoded = decoder(head + hex);
    expect(decoded).toMatchObject({ ok: true, value: { error: { code } } });
    expect(decoded.ok && decoded.value.frames).toHaveLength(1);
    if (_name !== "half of an unknown block") expect(decoded.ok && decoded.value.error?.offset).toBe(place);
  });

  it("at every octet", () => {
    const file = octets(head + packet("00000000 02000000"));
    const ends = [28, 48, place, file.length];
    for (let length = 12; length <= file.length; length += 1) {
      const decoded = decodeCapture(file.subarray(0, length));
      if (length < 28) {
        expect(decoded).toMatchObject({ ok: false, error: { code: "not-a-capture" } });
        continue;
      }
      const whole = length >= file.length ? 2 : length >= place ? 1 : 0;
      expect(decoded.ok && decoded.value.frames.length).toBe(whole);
      expect(decoded.ok && decoded.value.error?.code).toBe(ends.includes(length) ? undefined : "truncated");
    }
  });

  it("where there are more interfaces than any host has", () => {
    const described = octets(ethernet);
    const file = new Uint8Array(28 + 65_537 * described.length);
    file.set(octets(section));
    for (let at = 28; at < file.length; at += described.length) file.set(described, at);
    expect(decodeCapture(file)).toMatchObject({
      ok: true,
      value: { error: { code: "too-many-interfaces" } },
    });
  });
});

describe("pcapng files of ours", () => {
  it("hold frames with comments", () => {
    const frame = { timeNanos: 0x1_0000_0002n, bytes: octets("abcd"), originalLength: 5, comments: ["hi!"] };
    const bytes = encodePcapng(1, [frame], { application: "me" });
    expect(bytes).toEqual(
      octets(`
        0a0d0d0a 28000000 4d3c2b1a 01000000 ffffffffffffffff  # section, length not said
        0400 0200 6d650000 00000000 28000000                  # shb_userappl
        01000000 20000000 0100 0000 00000400                  # Ethernet, 262144 octets
        0900 0100 09000000 00000000 20000000                  # if_tsresol: 10^-9
        06000000 30000000 00000000 01000000 02000000          # interface 0, time
        02000000 05000000 abcd0000                            # kept, on the wire
        0100 0300 68692100 00000000 30000000                  # opt_comment
      `),
    );
  });

  it("are read back, each frame with its link type", () => {
    const frames = [
      { timeNanos: 1_700_000_000_123_456_789n, bytes: octets("01"), originalLength: 1 },
      { timeNanos: 1_700_000_001_000_000_001n, bytes: ascii("raw"), originalLength: 9, linkType: 101 },
    ];
    const decoded = decodeCapture(encodePcapng(1, frames));
    expect(decoded).toMatchObject({
      ok: true,
      value: { frames: frames.map(({ linkType: _, ...frame }) => frame) },
    });
    expect(decoded.ok && decoded.value.frames.map((frame) => frame.interface.linkType)).toEqual([1, 101]);
  });

  it("refuse what the format cannot hold", () => {
    const frame = { timeNanos: 0n, bytes: octets(""), originalLength: 0 };
    expect(() => encodePcapng(1, [{ ...frame, timeNanos: -1n }])).toThrow(RangeError);
    expect(() => encodePcapng(1, [{ ...frame, timeNanos: 1n << 64n }])).toThrow(RangeError);
    expect(() => encodePcapng(1, [{ ...frame, bytes: new Uint8Array(262_145) }])).toThrow(RangeError);
  });
});
