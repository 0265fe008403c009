import { z } from "zod";
import { dnsQueryTypes, dnsRcodes, type DnsRcode } from "../contracts/summary.js";
import { formatIpv6, parseIpv6 } from "../wire/address-text.js";
import { isGroupMac, parseIpv4, parseMac, unroutableUse } from "./ipv4-text.js";
import { reasonPhrases } from "./reason-phrases.js";
import { isHostName } from "./summary-values.js";

/** What a YAML scenario file with hosts and acts may hold: docs/scenarios.md tells it key by key. */
export type TimelineFile = z.infer<typeof timelineSchema>;

const hostKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, "a short name of lower-case letters, digits and hyphens");
const persona = z.string().min(1);
const seconds = z.number().min(0).max(86_400);

const ipv4 = z
  .string()
  .refine((text) => parseIpv4(text) !== undefined, "an IPv4 address such as 192.168.1.1")
  .refine((text) => unroutableUse(text) === undefined, "the unicast address of one host");
const address = z
  .string()
  .transform((text) => {
    const octets = parseIpv6(text);
    return octets === undefined ? text : formatIpv6(octets);
  })
  .refine((text) => text.includes(":") || parseIpv4(text) !== undefined, "an IPv4 or IPv6 address");
const mac = z
  .string()
  .transform((text) => parseMac(text) ?? text)
  .refine((text) => parseMac(text) !== undefined, "a MAC address such as a4:83:e7:00:12:9f")
  .refine((text) => !isGroupMac(text), "a unicast MAC address: the first octet even");
const hostName = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine(isHostName, "a host name; other scripts as punycode (xn--…)");
const url = z.string().min(1).max(4000);
const rcode = z.enum(Object.keys(dnsRcodes) as [DnsRcode, ...DnsRcode[]]);

const host = z.strictObject({
  /** Left out of a host beyond the router: open, and learned from a DNS answer. */
  ip: ipv4.optional(),
  mac: mac.optional(),
  persona,
  // Of clients.
  nameServer: hostKey.optional(),
  looksUp: z.array(z.enum(dnsQueryTypes)).min(1).max(2).optional(),
  cachesNames: z.boolean().optional(),
  arpSeconds: z.number().min(1).max(86_400).optional(),
  programStartMs: z
    .tuple([z.number().min(0).max(60_000), z.number().min(0).max(60_000)])
    .refine(([least, most]) => least <= most, "two numbers, the smaller one first")
    .optional(),
});

const link = z.strictObject({
  roundTripMs: z.number().min(0.001).max(5000).optional(),
  /** Of a round trip, typically, over the shortest. */
  jitterMs: z.number().min(0).max(5000).optional(),
  /** Of the narrowest link on the way to the client. */
  bandwidthMbps: z.number().min(0.001).max(1_000_000).optional(),
  hops: z.number().int().min(0).max(40).optional(),
  lossPercent: z.number().min(0).max(20).optional(),
});

const nameEntry = z.strictObject({
  addresses: z.array(address).min(1).max(8).optional(),
  ttl: z.number().int().min(0).max(0x7fffffff).optional(),
  authoritative: z.boolean().default(false),
});

const nameServer = z.strictObject({
  names: z.record(hostName, nameEntry).default({}),
  unknownName: rcode.default("NXDOMAIN"),
  unknownType: rcode.default("NOERROR"),
});

const page = z
  .strictObject({
    code: z.number().int().min(200).max(599).default(200),
    reasonPhrase: z
      .string()
      .max(100)
      .regex(/^[\x20-\x7e]*$/, "printable ASCII")
      .optional(),
    /** Octets. */
    length: z.number().int().min(0).max(1_000_000).optional(),
    /** What the body says: again and again until it has its length, else once. */
    text: z
      .string()
      .min(1)
      .max(4000)
      .regex(/^[\x20-\x7e\n]*$/, "printable ASCII and line feeds")
      .optional(),
    location: z
      .string()
      .max(2000)
      .regex(/^[\x21-\x7e]+$/, "a URL or an absolute path")
      .optional(),
    ageSeconds: z.number().int().min(0).max(1_000_000_000).optional(),
  })
  .refine(
    ({ code, reasonPhrase }) => reasonPhrase !== undefined || reasonPhrases[code] !== undefined,
    "a reasonPhrase, for this code has no usual one",
  );

const site = z.strictObject({
  host: hostKey,
  pages: z.record(z.string().regex(/^\/\S*$/, "an absolute path"), page).default({}),
  otherwise: page.optional(),
});

/** What a client does, in the words of the file. */
export type ActEntry = { readonly programs?: readonly string[] | undefined } & ActKind;

type ActKind =
  | { readonly do: "idle"; readonly seconds: number }
  | {
      readonly do: "ping";
      readonly target: string;
      readonly count: number;
      readonly interval: number;
      readonly size: number;
    }
  | {
      readonly do: "fetch";
      readonly url: string | readonly string[];
      readonly follow: boolean;
      readonly with?: string | undefined;
    }
  | {
      readonly do: "look-up";
      readonly name: string;
      readonly type: (typeof dnsQueryTypes)[number];
      readonly edns: number | false;
      readonly cookie: boolean;
      readonly authenticData: boolean;
    }
  | {
      readonly do: "repeat";
      readonly times: number;
      readonly every?: number | undefined;
      readonly spread: number;
      readonly acts: readonly ActEntry[];
    }
  | { readonly do: "one-of"; readonly acts: readonly ActEntry[] };

/** Programs of clients that do an act: others leave it out. */
const programs = z
  .array(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,40}$/, "a program's name, such as curl"))
  .min(1)
  .optional();

const acts = z.lazy(() => z.array(act).min(1).max(10_000));

const act: z.ZodType<ActEntry> = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("idle"), programs, seconds }),
  z.strictObject({
    do: z.literal("ping"),
    programs,
    /** A host of the file, an address, or a name that is looked up. */
    target: z.string().min(1).max(253),
    count: z.number().int().min(1).max(64).default(4),
    interval: z.number().min(0.01).max(3600).default(1),
    size: z.number().int().min(0).max(1400).default(56),
  }),
  z.strictObject({
    do: z.literal("fetch"),
    programs,
    url: z.union([url, z.array(url).min(1).max(64)]),
    follow: z.boolean().default(false),
    /** The persona whose programs fetch, where they are not the client's usual ones. */
    with: z.string().min(1).max(4096).optional(),
  }),
  z.strictObject({
    do: z.literal("look-up"),
    programs,
    name: hostName,
    type: z.enum(dnsQueryTypes).default("A"),
    edns: z.union([z.literal(false), z.number().int().min(512).max(65_535)]).default(1232),
    cookie: z.boolean().default(true),
    authenticData: z.boolean().default(true),
  }),
  z.strictObject({
    do: z.literal("repeat"),
    programs,
    times: z.number().int().min(1).max(20_000),
    every: seconds.optional(),
    spread: seconds.default(0),
    acts,
  }),
  z.strictObject({ do: z.literal("one-of"), programs, acts }),
]);

export const timelineSchema = z.strictObject({
  name: z.string().min(1).max(200).default("a scenario"),
  /** Where the frames are seen: `client`, at the clients' own interfaces; else the router or a host beyond it. */
  capture: hostKey.default("client"),
  /** The clients' network. */
  network: z.string(),
  router: hostKey.default("router"),
  hosts: z.record(hostKey, host),
  links: z.record(hostKey, link).default({}),
  nameServers: z.record(hostKey, nameServer).default({}),
  sites: z.record(z.string(), site).default({}),
  acts: z.record(hostKey, acts),
});
