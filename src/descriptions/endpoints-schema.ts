import { z } from "zod";
import { parseIpv4, parseMac, isGroupMac, unroutableUse } from "./ipv4-text.js";
import { isHostName } from "./summary-values.js";
import { reasonPhrases } from "./reason-phrases.js";

/**
 * The endpoints file: the controlled truth of a scenario. Whatever it leaves out is open: the client's MAC, hops and round
 * trips are drawn from the seed; the router's MAC and a site's addresses are for the experts to choose, and everything
 * after follows the frames. Whatever it says is fixed, and the frames are held to it.
 */
export type Endpoints = z.infer<typeof endpointsSchema>;
/** A scenario file: a URL to fetch, and what differs from the endpoints file. */
export type ScenarioFile = z.infer<typeof scenarioSchema>;
export type SiteEntry = z.infer<typeof siteSchema>;

const ipv4 = z
  .string()
  .refine((text) => parseIpv4(text) !== undefined, "an IPv4 address such as 192.168.1.1")
  .refine((text) => unroutableUse(text) === undefined, "the unicast address of one host");

const mac = z
  .string()
  .transform((text) => parseMac(text) ?? text)
  .refine((text) => parseMac(text) !== undefined, "a MAC address such as a4:83:e7:00:12:9f")
  .refine((text) => !isGroupMac(text), "a unicast MAC address: the first octet even")
  .refine((text) => text !== "00:00:00:00:00:00", "a MAC address that is not all zeros");

const name = z.string().min(1).max(64);
const persona = z.string().min(1);
const hops = z.number().int().min(0).max(40);
const roundTripMs = z.number().min(0.001).max(5000);

const responseSchema = z
  .strictObject({
    /** A final status: 200 to 599. */
    code: z.number().int().min(200).max(599),
    /** Default: the usual phrase of the code. */
    reasonPhrase: z
      .string()
      .max(100)
      .regex(/^[\x20-\x7e]*$/, "printable ASCII")
      .optional(),
  })
  .refine(
    ({ code, reasonPhrase }) => reasonPhrase !== undefined || reasonPhrases[code] !== undefined,
    "a reasonPhrase, for this code has no usual one",
  );

const clientSchema = z.strictObject({
  name,
  ip: ipv4,
  prefixLength: z.number().int().min(8).max(30),
  mac: mac.optional(),
  persona,
});

const routerSchema = z.strictObject({
  name,
  ip: ipv4,
  mac: mac.optional(),
  persona,
  roundTripMs,
});

const nameServerSchema = z.union([
  z.literal("router"),
  z.strictObject({
    name,
    ip: ipv4,
    persona,
    hops: hops.optional(),
    roundTripMs: roundTripMs.optional(),
  }),
]);

const siteSchema = z.strictObject({
  /** A name in ASCII, or an IPv4 address for URLs that hold one. */
  host: z
    .string()
    .transform((text) => text.toLowerCase())
    .refine(isHostName, "a host name; other scripts as punycode (xn--…)"),
  addresses: z.array(ipv4).min(1).max(8).optional(),
  persona: persona.optional(),
  hops: hops.optional(),
  roundTripMs: roundTripMs.optional(),
  response: responseSchema.optional(),
});

const scriptHostSchema = z.strictObject({ name, ip: ipv4, mac, persona });

/** What a YAML endpoints file may hold. */
export const endpointsSchema = z.strictObject({
  client: clientSchema,
  router: routerSchema,
  nameServer: nameServerSchema,
  /** The persona of sites that name none, and of sites that are not listed. */
  sitePersona: persona,
  sites: z.array(siteSchema).max(10_000).default([]),
  /** The two hosts of `run-script --defaults persona`, on one link. */
  scriptHosts: z.strictObject({ client: scriptHostSchema, server: scriptHostSchema }),
});

/** What a YAML scenario file may hold. */
export const scenarioSchema = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  url: z.string().min(1).max(4000).optional(),
  response: responseSchema.optional(),
  endpoints: z
    .strictObject({
      client: clientSchema.partial(),
      router: routerSchema.partial(),
      nameServer: nameServerSchema,
      sitePersona: persona,
      sites: z.array(siteSchema).max(10_000),
    })
    .partial()
    .optional(),
});
