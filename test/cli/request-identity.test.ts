import { describe, expect, it } from "vitest";
import { canonicalJson, dayRequestId } from "../../cli/request-identity.js";
import type { DayRequest } from "../../src/contracts/day.js";

describe("a request's identity", () => {
  const request = {
    version: 1,
    scenario: { url: { host: "example.com" } },
    seed: 7,
    start: "1700000000",
    startGiven: false,
  } as unknown as DayRequest;
  const seen: string[] = [];
  const hash = (bytes: Uint8Array) => {
    seen.push(new TextDecoder().decode(bytes));
    return Uint8Array.of(0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef);
  };

  it("names the host and twelve digits of the digest", () => {
    expect(dayRequestId(request, hash)).toBe("day-example.com-0123456789ab");
    expect(seen.at(-1)).toBe('{"scenario":{"url":{"host":"example.com"}},"seed":7,"version":1}');
  });

  it("holds the start only when it was given", () => {
    dayRequestId({ ...request, startGiven: true }, hash);
    expect(seen.at(-1)).toBe(
      '{"scenario":{"url":{"host":"example.com"}},"seed":7,"start":"1700000000","version":1}',
    );
  });

  it("does not depend on the order of keys", () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: "x" })).toBe(
      canonicalJson({ a: "x", b: [{ c: null, d: 1 }] }),
    );
  });

  it("keeps integer-like keys apart from order tricks", () => {
    // JavaScript itself puts such keys first, always in the same order.
    expect(canonicalJson({ b: 1, 10: 2, 9: 3 })).toBe('{"9":3,"10":2,"b":1}');
  });
});
