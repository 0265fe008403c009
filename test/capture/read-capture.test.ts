import { describe, expect, it } from "vitest";
import { nanosOf } from "../../src/capture/capture-time.js";
import type { ReadFrame } from "../../src/capture/capture.js";
import { encodePcap } from "../../src/capture/pcap.js";
import { encodePcapng } from "../../src/capture/pcapng.js";
import { decodeCapture, openCapture } from "../../src/capture/read-capture.js";
import { octets } from "../wire/octets.js";

const frames = Array.from({ length: 40 }, (_, index) => ({
  timeNanos: BigInt(index) * 1_000_001_000n,
  bytes: Uint8Array.from({ length: index * 7 }, (_octet, at) => index + at),
  originalLength: index * 7,
}));

async function* pieces(file: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += length) yield file.slice(at, at + length);
}

async function readAll(source: AsyncIterable<Uint8Array>) {
  const opened = await openCapture(source);
  if (!opened.ok) return opened;
  const read: ReadFrame[] = [];
  for await (const batch of opened.value.batches()) read.push(...batch);
  return { ok: true, frames: read, error: opened.value.error } as const;
}

describe.each([
  ["pcap", encodePcap(1, frames)],
  ["pcapng", encodePcapng(1, frames)],
])("%s from a stream", (_format, file) => {
  const whole = decodeCapture(file);
  it.each([1, 3, 16, 100, 4096, 1 << 20])("in pieces of %i octets reads as from memory", async (length) => {
    const read = await readAll(pieces(file, length));
    expect(read).toMatchObject({ ok: true, error: undefined });
    expect(read.ok && read.frames).toEqual(whole.ok && whole.value.frames);
    expect(read.ok && read.frames).toHaveLength(40);
  });

  it("cut anywhere ends as from memory", async () => {
    for (let length = 0; length < 700; length += 1) {
      const cut = decodeCapture(file.subarray(0, length));
      const read = await readAll(pieces(file.subarray(0, length), 50));
      if (!cut.ok && !read.ok) expect(read.error).toEqual(cut.error);
      else if (!cut.ok) expect(read).toMatchObject({ frames: [], error: cut.error });
      else expect(read).toMatchObject({ frames: cut.value.frames, error: cut.value.error });
    }
  });

  it("closes its source when reading stops early", async () => {
    let closed = false;
    async function* source() {
      try {
        yield* pieces(file, 200);
      } finally {
        closed = true;
      }
    }
    const opened = await openCapture(source());
    if (opened.ok) for await (const batch of opened.value.batches()) if (batch.length > 0) break;
    expect(closed).toBe(true);
  });
});

it("a large block of an unknown kind is passed over without being held", async () => {
  const head = encodePcapng(1, []);
  const blockLength = 256 * 1024 * 1024;
  const lengthBytes = new Uint8Array(4);
  new DataView(lengthBytes.buffer).setUint32(0, blockLength, true);
  const piece = new Uint8Array(1024 * 1024);
  async function* source() {
    yield head;
    yield Uint8Array.of(0xad, 0x0b, 0, 0, ...lengthBytes);
    for (let sent = 8; sent < blockLength; sent += piece.length) yield piece.subarray(0, blockLength - sent);
    yield encodePcapng(1, frames);
  }
  const before = process.memoryUsage().rss;
  const read = await readAll(source());
  expect(read.ok && read.frames).toHaveLength(40);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
});

describe("what is no capture", () => {
  it.each([
    ["", "too short for a capture file"],
    ["1f8b0800", "a file compressed by gzip: unpack it first"],
    ["7f454c46", "no magic number of a pcap or pcapng file"],
    [
      "0a0d0d0a 1c000000 00000000 00000000 00000000 00000000 1c000000",
      "a section header without byte-order magic",
    ],
  ])("%s", async (hex, message) => {
    expect(decodeCapture(octets(hex))).toMatchObject({
      ok: false,
      error: { code: "not-a-capture", message },
    });
    const read = await readAll(pieces(octets(hex), 5));
    expect(read.error).toMatchObject({ code: "not-a-capture", message });
  });
});

it.each([
  [0, 0, 0n],
  [1, 999_999_999, 1_999_999_999n],
  [0xffff_ffff, 999_999_999, 4_294_967_295_999_999_999n],
  [1_700_000_000, 123_456_789, 1_700_000_000_123_456_789n],
  [0x1_0000, 0xffff_ffff * 1000, 65_536_000_000_000n + 4_294_967_295_000n],
])("%i s and %i ns are composed exactly", (seconds, fraction, nanos) => {
  expect(nanosOf(seconds, fraction)).toBe(nanos);
});
