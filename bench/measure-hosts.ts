// What captures say of their hosts, beside what personas say: `npm run measure-hosts -- --client IP --host IP=PERSONA… CAPTURE…`.
// Delays are quantiles at every twentieth, in microseconds; of hosts beyond the client without the shortest way there and back.
// Without `--host`, the hosts of scripts/real-day.sh.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { decodeReadFrame } from "../src/capture/decode-read-frame.js";
import { decodeCapture } from "../src/capture/read-capture.js";
import { readPersona } from "../src/config/read-persona.js";
import { HostMeter, type MeasuredHost, quantilesOf, type Tally } from "../src/personas/measure-hosts.js";
import { personaValues } from "../src/personas/persona-values.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    client: { type: "string", default: "192.168.1.23" },
    host: {
      type: "string",
      multiple: true,
      default: ["192.168.1.23=linux-curl", "192.168.1.1=linux-dnsmasq", "203.0.113.80=linux-nginx"],
    },
  },
});
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
for (const host of meter.finish()) print(host);

function print({ ip, values: measured, delays }: MeasuredHost): void {
  const name = personas.get(ip);
  const persona = name === undefined ? undefined : readPersona(name);
  const said = persona === undefined ? new Map<string, string>() : personaValues(persona);
  console.log(`\n${ip}${name === undefined ? "" : `, persona ${name}`}`);
  for (const [key, tally] of [...measured].sort(([left], [right]) => (left < right ? -1 : 1))) {
    console.log(`  ${key.padEnd(34)} measured ${shown(tally)}; persona ${said.get(key) ?? "says nothing"}`);
  }
  const all = ip === values.client ? [] : [...delays].filter(([reaction]) => reaction !== "next");
  const shortest = all.length === 0 ? 0 : Math.min(...all.flatMap(([, micros]) => Math.min(...micros)));
  if (ip !== values.client) console.log(`  shortest way there and back: ${shortest} µs`);
  for (const [reaction, micros] of delays) {
    const own = reaction === "next" ? micros : micros.map((each) => each - shortest);
    const quantiles = quantilesOf(own, 20).join(", ");
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
