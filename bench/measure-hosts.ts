// What captures say of their hosts, beside what personas say: `npm run measure-hosts -- --client IP --host IP=PERSONA… CAPTURE…`.
// Delays are quantiles at every twentieth, in microseconds; of hosts beyond the client without the shortest way there and back.
// `--yaml` writes the delays as a persona has them. Without `--host`, the hosts of scripts/real-day.sh.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { decodeReadFrame } from "../src/capture/decode-read-frame.js";
import { decodeCapture } from "../src/capture/read-capture.js";
import { readPersona } from "../src/config/read-persona.js";
import type { Reaction } from "../src/personas/causes.js";
import { HostMeter, type MeasuredHost, quantilesOf, type Tally } from "../src/personas/measure-hosts.js";
import { personaValues } from "../src/personas/persona-values.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    client: { type: "string", default: "192.168.1.23" },
    yaml: { type: "boolean", default: false },
    host: {
      type: "string",
      multiple: true,
      default: ["192.168.1.23=linux-curl", "192.168.1.1=linux-dnsmasq", "203.0.113.80=linux-nginx"],
    },
  },
});
/** From one's own packet to the next: no path in between. */
const withoutPath: ReadonlySet<Reaction> = new Set(["next", "nextAcknowledged", "finish"]);

if (positionals.length === 0) throw new Error("name captures: npm run measure-hosts -- CAPTURE…");

const meter = new HostMeter(values.client);
for (const file of positionals) {
  const read = decodeCapture(readFileSync(file));
  if (!read.ok) throw new Error(`${file}: ${read.error.message}`);
  for (const frame of read.value.frames) {
    meter.observe(decodeReadFrame(frame), Number(frame.timeNanos / 1000n));
  }
  meter.nextCapture();
}
const personas = new Map(values.host.map((each) => each.split("=") as [string, string]));
for (const host of meter.finish()) (values.yaml ? printYaml : print)(host);

function printYaml({ ip, delays }: MeasuredHost): void {
  const shortest = shortestWay(ip, delays);
  const lines = [...delays].map(([reaction, micros]) => {
    const quantiles = quantilesOf(ownTimes(reaction, micros, shortest), 20).join(", ");
    return `  # ${micros.length} packets.\n  ${reaction}: [${quantiles}]`;
  });
  console.log([`# ${ip}`, "reactionMicros:", ...lines].join("\n"));
}

/** There and back, of hosts beyond the client: what every answer takes at least. */
function shortestWay(ip: string, delays: MeasuredHost["delays"]): number {
  const all = ip === values.client ? [] : [...delays].filter(([reaction]) => !withoutPath.has(reaction));
  return all.length === 0 ? 0 : Math.min(...all.flatMap(([, micros]) => Math.min(...micros)));
}

/** The host's own time. */
function ownTimes(reaction: Reaction, micros: readonly number[], shortest: number): readonly number[] {
  return withoutPath.has(reaction) ? micros : micros.map((each) => each - shortest);
}

function print({ ip, values: measured, delays }: MeasuredHost): void {
  const name = personas.get(ip);
  const persona = name === undefined ? undefined : readPersona(name);
  const said = persona === undefined ? new Map<string, string>() : personaValues(persona);
  console.log(`\n${ip}${name === undefined ? "" : `, persona ${name}`}`);
  for (const [key, tally] of [...measured].sort(([left], [right]) => (left < right ? -1 : 1))) {
    console.log(`  ${key.padEnd(34)} measured ${shown(tally)}; persona ${said.get(key) ?? "says nothing"}`);
  }
  const shortest = shortestWay(ip, delays);
  if (ip !== values.client) console.log(`  shortest way there and back: ${shortest} µs`);
  for (const [reaction, micros] of delays) {
    const quantiles = quantilesOf(ownTimes(reaction, micros, shortest), 20).join(", ");
    const of = persona?.reactionMicros[reaction]?.join(", ") ?? "says nothing";
    console.log(
      `  reactionMicros.${reaction.padEnd(12)} (${micros.length}) measured [${quantiles}]; persona [${of}]`,
    );
  }
}

function shown(tally: Tally): string {
  return [...tally]
    .sort(([, left], [, right]) => right - left)
    .slice(0, 6)
    .map(([value, times]) => `${value} (${times})`)
    .join(", ");
}
