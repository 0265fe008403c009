import { describe, expect, it } from "vitest";
import { drawDelay, drawRoundTrip, reactionDelay, wireMicros } from "../../src/personas/delay.js";
import { createRandomStream } from "../../src/personas/random-stream.js";
import { linux } from "./packets.js";

function drawn(delay: readonly number[], count: number): number[] {
  const random = createRandomStream(3, "delay");
  return Array.from({ length: count }, () => drawDelay(random, delay)).sort((left, right) => left - right);
}

describe("a delay of quantiles", () => {
  it("lies between the first and the last", () => {
    const values = drawn([10, 20, 1_000], 1_000);
    expect(values[0]).toBeGreaterThanOrEqual(10);
    expect(values.at(-1)).toBeLessThanOrEqual(1_000);
  });

  it("has as many on either side of each", () => {
    const values = drawn([10, 20, 40, 80, 1_000], 8_000);
    const below = [20, 40, 80].map((bound) => values.filter((value) => value < bound).length / 8_000);
    for (const [index, share] of [0.25, 0.5, 0.75].entries()) expect(below[index]).toBeCloseTo(share, 1);
  });

  it("is even between two of them", () => {
    const values = drawn([0, 1_000, 1_000_000], 8_000);
    const low = values.filter((value) => value < 1_000);
    expect(low.filter((value) => value < 500).length / low.length).toBeCloseTo(0.5, 1);
  });

  it("of one value is that value", () => {
    expect(new Set(drawn([7, 7, 7], 50))).toEqual(new Set([7]));
  });
});

it("what a persona does not say of a reaction, its stack or its programs say", () => {
  const { acknowledge, answer } = linux.reactionMicros;
  expect(reactionDelay(linux, "accept")).toBe(acknowledge);
  expect(reactionDelay(linux, "open")).toBe(acknowledge);
  expect(reactionDelay(linux, "close")).toBe(answer);
  const quick = { ...linux, reactionMicros: { ...linux.reactionMicros, accept: [1, 2, 3] } };
  expect(reactionDelay(quick, "accept")).toEqual([1, 2, 3]);
});

describe("a round trip", () => {
  /** A stream whose every draw is the same. */
  const always = (unit: number) => ({ uint32: () => 0, unit: () => unit });
  /** Where the curve has its 95th percentile; the highest 1 % of it are cut. */
  const percentile95 = 0.95 / 0.99;

  it("exceeds the shortest by the path's jitter in one of twenty cases", () => {
    const path = { roundTripMicros: 20_000, jitterMicros: 5_000 };
    expect(drawRoundTrip(always(percentile95), path)).toBe(25_000);
    // At the median the excess is 1 / sqrt(19) of that at the 95th percentile.
    expect(drawRoundTrip(always(0.5 / 0.99), path)).toBe(21_147);
    expect(drawRoundTrip(always(0), path)).toBe(20_000);
  });

  it("exceeds it by 8 % where the path does not say", () => {
    expect(drawRoundTrip(always(percentile95), { roundTripMicros: 20_000 })).toBe(21_600);
  });
});

describe("the time of a packet on the narrowest link", () => {
  const segment = (payloadLength: number) => ({
    segment: { ports: { source: 80, destination: 40_000 }, flags: 0x10, payloadLength },
  });

  it("is that of its payload and 66 octets of headers", () => {
    expect(wireMicros(segment(1434), { bandwidthMbps: 100 })).toBe(120);
    expect(wireMicros(segment(0), { bandwidthMbps: 0.5 })).toBe(1_056);
    expect(wireMicros({}, { bandwidthMbps: 8 })).toBe(66);
  });

  it("is none where no link is narrow", () => {
    expect(wireMicros(segment(1434), {})).toBe(0);
  });
});
