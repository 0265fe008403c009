import { expect, it } from "vitest";
import { learnLookup } from "../../src/learned-facts/learn-lookup.js";
import {
  addressRecord,
  change,
  dnsExchange,
  frames,
  lookUpBoth,
  site,
  type FrameSpec,
} from "../validators/day-frames.js";

const source = { conversation: "client-002-dns", framesDigest: "sha256:cd" };
const learn = (specs: readonly FrameSpec[], name = site.host) => {
  const result = learnLookup(frames(specs), name, source);
  return result.ok ? result.value : result.error.code;
};
const soa = (ttl: number, minimum: number) => ({
  name: "example.org",
  type: 6,
  class: 1,
  ttl,
  rdata: {
    kind: "soa",
    primaryServer: "ns.example.org",
    mailbox: "hostmaster.example.org",
    serial: 1,
    refresh: 2,
    retry: 3,
    expire: 4,
    minimum,
  } as const,
});

it("reads the addresses and how long they hold, with the frame they stand in", () => {
  expect(learn(lookUpBoth)).toEqual({
    value: { addresses: [site.ip], ipv6Addresses: [], ttlSeconds: 300, rcode: 0 },
    from: { ...source, frameNumber: 2 },
  });
});

it("takes the shortest time to live of several records", () => {
  const records = [300, 20, 60].map((ttl, index) => ({
    ...addressRecord,
    ttl,
    rdata: { kind: "a", address: `203.0.113.8${index}` } as const,
  }));
  expect(learn(change(dnsExchange, 2, { dns: { answers: records } }))).toMatchObject({
    value: { ttlSeconds: 20 },
  });
});

it("reads IPv6 addresses from the answer that has them", () => {
  const answers = [{ ...addressRecord, type: 28, rdata: { kind: "aaaa", address: "2001:db8::80" } as const }];
  expect(learn(change(lookUpBoth, 4, { dns: { rcode: 0, answers } }))).toMatchObject({
    value: { addresses: [site.ip], ipv6Addresses: ["2001:db8::80"] },
  });
});

it.each([
  ["not at all without an SOA record", [], 0],
  ["by the record's own time to live where that is shorter", [soa(30, 900)], 30],
  ["by its minimum where that is shorter", [soa(900, 60)], 60],
])("knows how long a name does not exist: %s (RFC 2308 section 5)", (_, authorities, ttlSeconds) => {
  const specs = change(dnsExchange, 2, { dns: { rcode: 3, answers: [], authorities } });
  expect(learn(specs)).toMatchObject({ value: { addresses: [], ttlSeconds, rcode: 3 } });
});

it("takes no answer that carries the id of no query, nor one for another name", () => {
  expect(learn(change(dnsExchange, 2, { dns: { transactionId: 0x7211 } }))).toBe("lookup-not-learned");
  expect(learn(dnsExchange, "www.example.net")).toBe("lookup-not-learned");
});
