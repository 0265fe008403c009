import { readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { ConfigError } from "../contracts/errors.js";
import type { Persona } from "../contracts/persona.js";
import { packageRoot } from "./package-root.js";
import { suggest } from "./suggest.js";
import { readYamlFile } from "./yaml-file.js";

const optionKinds = ["mss", "sack-permitted", "timestamp", "nop", "window-scale", "end"] as const;
const options = z.array(z.enum(optionKinds)).max(40);
const port = z.int().min(1).max(65_535);
const window = z.int().min(0).max(65_535);
const micros = z.int().min(0).max(60_000_000);
const delay = z
  .array(micros)
  .min(2)
  .max(101)
  .refine(
    (quantiles) => quantiles.every((value, index) => index === 0 || value >= (quantiles[index - 1] ?? 0)),
    "at least two numbers, none smaller than the one before it",
  );
const identification = z.enum([
  "zero",
  "random",
  "per-connection",
  "per-socket",
  "per-destination",
  "per-host",
]);
const message = z.strictObject({ dontFragment: z.boolean(), identification });
const clockHz = z.int().min(1).max(1_000_000);
const processes = z.int().min(0).max(1_000);
const programTimes = z.strictObject({
  startMicros: delay.exactOptional(),
  endMicros: delay.exactOptional(),
  processes: processes.exactOptional(),
});
const octets = z.int().min(1).max(0x3fff_c000);

const reactionTimes = z.strictObject({
  acknowledge: delay,
  answer: delay,
  next: delay,
  nextAcknowledged: delay.exactOptional(),
  accept: delay.exactOptional(),
  open: delay.exactOptional(),
  begin: delay.exactOptional(),
  refuse: delay.exactOptional(),
  acknowledgeFin: delay.exactOptional(),
  acknowledgeMore: delay.exactOptional(),
  answerAgain: delay.exactOptional(),
  close: delay.exactOptional(),
  closeAsleep: delay.exactOptional(),
  finish: delay.exactOptional(),
  arp: delay.exactOptional(),
  echo: delay.exactOptional(),
  echoAgain: delay.exactOptional(),
  datagram: delay.exactOptional(),
  datagramQueued: delay.exactOptional(),
  datagramAgain: delay.exactOptional(),
  connect: delay.exactOptional(),
});

const someTimes = reactionTimes.extend({
  acknowledge: delay.exactOptional(),
  answer: delay.exactOptional(),
  next: delay.exactOptional(),
});

const personaSchema = z.strictObject({
  title: z.string().min(1),
  source: z.string().min(1),
  basis: z.enum(["measured", "documents"]).exactOptional(),
  macPrefixes: z
    .array(
      z
        .string()
        .regex(
          /^[0-9a-f][02468ace](:[0-9a-f]{2}){2}$/,
          "a unicast vendor prefix like a4:34:d9, in lower case",
        ),
    )
    .min(1),
  ip: z.strictObject({
    ttl: z.int().min(1).max(255),
    identificationSkipHz: clockHz.exactOptional(),
  }),
  tcp: z.strictObject({
    dontFragment: z.boolean(),
    identification,
    synAckIdentification: identification,
    synOptions: options,
    synAckOptions: options,
    mss: z.int().min(64).max(65_495),
    windowScale: z.int().min(0).max(14),
    synWindow: window,
    synAckWindow: window,
    receiveWindow: octets,
    acceptedReceiveWindow: octets.exactOptional(),
    windowGrowth: z
      .strictObject({ leastPayload: z.int().min(1).max(65_535), octets, buffer: octets })
      .exactOptional(),
    delayedAcks: z
      .strictObject({ quickSends: z.int().min(0).max(1_000), every: z.int().min(1).max(64) })
      .exactOptional(),
    pushSegments: z.int().min(1).max(1_000).exactOptional(),
    timestampHz: clockHz,
    timestampOffset: z.enum(["per-connection", "per-host-pair"]).exactOptional(),
  }),
  udp: message,
  icmp: z.strictObject({ echoRequest: message, echoReply: message }).exactOptional(),
  ephemeralPorts: z
    .strictObject({
      first: port,
      last: port,
      parity: z.enum(["even", "odd"]).exactOptional(),
      step: z
        .tuple([z.int().min(1).max(1_000), z.int().min(1).max(1_000)])
        .refine(([least, most]) => least <= most, "a smallest step no larger than the largest")
        .exactOptional(),
    })
    .refine(({ first, last }) => first < last, "a first port below the last"),
  reactionMicros: reactionTimes,
  reactionMicrosBeside: z.record(z.string().min(1), someTimes).exactOptional(),
  dnsCompression: z.boolean(),
  resolver: z
    .strictObject({
      inTurnShare: z.number().min(0).max(1).exactOptional(),
      processes: processes.exactOptional(),
    })
    .exactOptional(),
  programs: z
    .strictObject({
      fetch: programTimes.exactOptional(),
      lookUp: programTimes.extend({ udp: message.exactOptional() }).exactOptional(),
      ping: programTimes.extend({ lateMicros: delay.exactOptional() }).exactOptional(),
    })
    .exactOptional(),
  software: z
    .strictObject({
      userAgent: z.string().min(1).exactOptional(),
      server: z.string().min(1).exactOptional(),
    })
    .exactOptional(),
});

/**
 * A persona by name (`linux-client`: a file of Wiretale's own `personas/`) or by path (`./mine.yaml`).
 * @throws ConfigError for an unknown name, with the known ones, and for a faulty file, with the place
 */
export function readPersona(name: string, cwd: string = process.cwd()): Persona {
  const isPath = name.includes("/") || /\.ya?ml$/.test(name);
  const file = isPath ? resolve(cwd, name) : join(packageRoot(), "personas", `${checkedName(name)}.yaml`);
  return {
    name: basename(file).replace(/\.ya?ml$/, ""),
    ...readYamlFile<Omit<Persona, "name">>(file, personaSchema),
  };
}

/** Names of Wiretale's own personas, in alphabetical order. */
export function personaNames(): string[] {
  return readdirSync(join(packageRoot(), "personas"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
}

function checkedName(name: string): string {
  const known = personaNames();
  if (known.includes(name)) return name;
  const meant = suggest(name, known);
  throw new ConfigError(
    `there is no persona ${JSON.stringify(name.slice(0, 80))}`,
    meant === undefined
      ? `the personas are ${known.join(", ")}; a path to a YAML file does too`
      : `did you mean ${meant}?`,
  );
}
