import { expect, it } from "vitest";
import { foldSum, internetChecksum, sumWords, transportChecksum } from "../../src/wire/checksum.js";
import { octets } from "./octets.js";

it("sums as the example of RFC 1071 section 3", () => {
  const bytes = octets("00 01  f2 03  f4 f5  f6 f7");
  expect(sumWords(bytes, 0, 8)).toBe(0x2ddf0);
  expect(foldSum(0x2ddf0)).toBe(0xddf2);
  expect(internetChecksum(bytes)).toBe(0x220d);
});

it("pads an odd last octet with zero on its right", () => {
  expect(internetChecksum(octets("01"))).toBe(0xfeff);
  expect(internetChecksum(octets("00 01 02"))).toBe(0xfdfe);
});

it("adds what was summed before", () => {
  const bytes = octets("00 01 f2 03 f4 f5 f6 f7");
  expect(internetChecksum(bytes.subarray(4), sumWords(bytes, 0, 4))).toBe(0x220d);
});

it("is 0 over data that hold their own checksum", () => {
  const header = octets("4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7");
  expect(internetChecksum(header)).toBe(0);
});

it("of nothing is 0xffff", () => {
  expect(internetChecksum(octets(""))).toBe(0xffff);
});

it("reads nothing outside its range", () => {
  expect(sumWords(octets("ff ff 00 01 ff"), 2, 4)).toBe(1);
  expect(sumWords(octets("00 01"), 0, 100)).toBe(1);
});

it("of a transport takes addresses, protocol and length into account", () => {
  const datagram = octets("0035 0400 000b 0000 61 62 63");
  const pseudoHeader = { source: "192.168.0.1", destination: "192.168.0.199", protocol: 17 };
  // c0a8+0001+c0a8+00c7+0011+000b + 0035+0400+000b + 6162+6300 = 24ad6, folded 4ad8.
  expect(transportChecksum(datagram, pseudoHeader)).toBe(0xb527);
  // One less announced: one more left over.
  expect(transportChecksum(datagram, { ...pseudoHeader, length: 10 })).toBe(0xb528);
});
