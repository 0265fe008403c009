import { expect, it } from "vitest";
import { learnResolvedAddresses } from "../../src/learned-facts/learn-resolved-addresses.js";
import {
  addressRecord,
  change,
  dnsExchange,
  frames,
  site,
  type FrameSpec,
} from "../validators/day-frames.js";

const source = { conversation: "dns", framesDigest: "sha256:cd" };
const learn = (specs: readonly FrameSpec[], name = site.host) =>
  learnResolvedAddresses(frames(specs), name, source);
const answers = (records: NonNullable<NonNullable<FrameSpec["dns"]>["answers"]>) =>
  change(dnsExchange, 2, { dns: { answers: records } });
const a = (name: string, address: string) => ({
  ...addressRecord,
  name,
  rdata: { kind: "a", address } as const,
});
const cname = (name: string, target: string) =>
  ({ name, type: 5, class: 1, ttl: 60, rdata: { kind: "name", name: target } }) as const;

it("reads the address from the answer, with the frame it stands in", () => {
  expect(learn(dnsExchange)).toEqual({
    ok: true,
    value: { value: ["203.0.113.80"], from: { ...source, frameNumber: 2 } },
  });
});

it.each<[string, readonly FrameSpec[], readonly string[]]>([
  [
    "several addresses, in their order",
    answers([a(site.host, "198.51.100.9"), a(site.host, "198.51.100.2")]),
    ["198.51.100.9", "198.51.100.2"],
  ],
  [
    "each address once",
    answers([a(site.host, "198.51.100.9"), a(site.host, "198.51.100.9")]),
    ["198.51.100.9"],
  ],
  [
    "the end of a chain of aliases",
    answers([
      cname(site.host, "a.example.net"),
      cname("a.example.net", "b.example.net"),
      a("b.example.net", "198.51.100.3"),
    ]),
    ["198.51.100.3"],
  ],
  [
    "a chain in any order",
    answers([
      a("B.example.NET", "198.51.100.3"),
      cname("a.example.net", "b.example.net"),
      cname(site.host, "A.example.net"),
    ]),
    ["198.51.100.3"],
  ],
  [
    "only records of the asked name",
    answers([a("www.example.net", "198.51.100.66"), a(site.host, "198.51.100.3")]),
    ["198.51.100.3"],
  ],
])("reads %s", (_, specs, expected) => {
  const learned = learn(specs);
  expect(learned.ok && learned.value.value).toEqual(expected);
});

it("compares names without regard to case", () => {
  expect(learn(dnsExchange, "WWW.EXAMPLE.ORG").ok).toBe(true);
});

it.each<[string, readonly FrameSpec[], string]>([
  ["no frames", [], 'no DNS answer says which address "www.example.org" has'],
  ["a query alone", dnsExchange.slice(0, 1), 'no DNS answer says which address "www.example.org" has'],
  [
    "an answer that nobody asked for",
    dnsExchange.slice(1),
    'the DNS answer for "www.example.org" carries the transaction id of no query',
  ],
  [
    "an answer under another id",
    change(dnsExchange, 2, { dns: { transactionId: 0x0aba } }),
    'the DNS answer for "www.example.org" carries the transaction id of no query',
  ],
  [
    "a refusal",
    change(dnsExchange, 2, { dns: { rcode: 5, answers: [] } }),
    'the DNS answer gives "www.example.org" no address (rcode 5)',
  ],
  [
    "another name's record",
    answers([a("www.example.net", "198.51.100.66")]),
    'the DNS answer gives "www.example.org" no address (rcode 0)',
  ],
  [
    "aliases in a circle",
    answers([cname(site.host, "a.example.net"), cname("a.example.net", site.host)]),
    'the DNS answer gives "www.example.org" no address (rcode 0)',
  ],
])("learns nothing from %s", (_, specs, message) => {
  const learned = learn(specs);
  expect(learned.ok ? undefined : learned.error).toMatchObject({
    code: "resolved-addresses-not-learned",
    message,
  });
});
