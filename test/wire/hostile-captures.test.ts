import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeReadFrame } from "../../src/capture/decode-read-frame.js";
import type { ReadFrame } from "../../src/capture/capture.js";
import { decodeCapture } from "../../src/capture/read-capture.js";
import { FragmentReassembly } from "../../src/flow/fragment-reassembly.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import type { DecodedFrame } from "../../src/wire/decoded-frame.js";
import { createFrameSummarizer } from "../../src/wire/summarize-frame.js";
import { notTested, testData } from "../support/not-tested.js";

/** Captures that were made to break a decoder: never a throw, a hang, or a look at octets around the frame. */
const surroundings = 300;

/** The frame in the middle of a larger buffer, whose other octets all are `filling`. */
function surrounded(bytes: Uint8Array, filling: number): Uint8Array {
  const wide = new Uint8Array(bytes.length + 2 * surroundings).fill(filling);
  wide.set(bytes, surroundings);
  return wide.subarray(surroundings, surroundings + bytes.length);
}

/** Everything that was decoded, so that two decodings can be compared: views become their octets. */
function contentOf(frame: DecodedFrame): string {
  return JSON.stringify({ ...frame, bytes: undefined }, (_key, value: unknown) =>
    value instanceof Uint8Array ? Array.from(value).join(" ") : value,
  );
}

function decodeSurrounded(frame: ReadFrame, bytes: Uint8Array, filling: number): DecodedFrame {
  const { frameNumber, originalLength, frameCheckLength } = frame;
  const { linkType } = frame.interface;
  return decodeFrame(surrounded(bytes, filling), linkType, frameNumber, originalLength, frameCheckLength);
}

/** A small generator with a seed, so that a failure comes back. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

if (testData === undefined) {
  notTested("hostile captures", "set WIRETALE_TEST_DATA to the folder that holds captures/");
} else {
  const folder = join(testData, "captures", "tcpdump");
  const names = readdirSync(folder).filter((name) => /\.pcap(ng)?$/.test(name));
  const framesOf = (name: string): readonly ReadFrame[] => {
    const decoded = decodeCapture(readFileSync(join(folder, name)));
    return decoded.ok ? decoded.value.frames : [];
  };

  describe("hostile captures", () => {
    it("are there", () => {
      expect(names.length).toBeGreaterThan(250);
    });

    it("are each decoded within a second and 200 MB", () => {
      for (const name of names) {
        const before = process.memoryUsage().rss;
        const start = performance.now();
        const summarize = createFrameSummarizer();
        const fragments = new FragmentReassembly();
        for (const frame of framesOf(name)) {
          const decoded = decodeReadFrame(frame);
          summarize(decoded);
          fragments.add({ frameNumber: frame.frameNumber, timeNanos: frame.timeNanos, decoded });
        }
        expect(performance.now() - start, name).toBeLessThan(1000);
        expect(process.memoryUsage().rss - before, name).toBeLessThan(200e6);
      }
    });

    it("say the same whatever stands around a frame", () => {
      let compared = 0;
      for (const name of names) {
        for (const frame of framesOf(name)) {
          const one = decodeSurrounded(frame, frame.bytes, 0x00);
          const other = decodeSurrounded(frame, frame.bytes, 0xff);
          expect(contentOf(other), `${name} ${frame.frameNumber}`).toBe(contentOf(one));
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(3500);
    });

    it("say the same with octets changed and the end cut off", () => {
      const draw = generator(791);
      for (const name of names) {
        for (const frame of framesOf(name).slice(0, 20)) {
          const bytes = frame.bytes.slice(
            0,
            frame.bytes.length === 0 ? 0 : draw() % (frame.bytes.length + 1),
          );
          for (let change = 0; change < 3 && bytes.length > 0; change += 1)
            bytes[draw() % bytes.length] = draw();
          const one = decodeSurrounded(frame, bytes, 0x00);
          expect(contentOf(decodeSurrounded(frame, bytes, 0xff)), name).toBe(contentOf(one));
        }
      }
    });
  });
}
