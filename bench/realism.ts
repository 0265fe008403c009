// How far Wiretale's days are from real ones: `npm run realism -- --days N --seeds N --real FOLDER --keep FOLDER`. Real days of curl,
// wget and Python are made by scripts/real-day.sh (root), or taken from `--real`, which has `curl-1.pcap` and so on; Wiretale's are
// days of examples/real-day.yaml by the reference writer, with the persona of the same client, a seed each. Writes docs/realism.md;
// `--keep` has the captures and the reports.

import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { decodeReadFrame } from "../src/capture/decode-read-frame.js";
import { decodeCapture } from "../src/capture/read-capture.js";
import type { CompareReport } from "../src/compare/compare-report.js";
import { compareTables } from "../src/compare/compare-tables.js";
import { CaptureObserver, type CaptureTable } from "../src/compare/observe-capture.js";
import { renderRealism, type Comparison } from "../src/compare/realism-page.js";
import { readPersona } from "../src/config/read-persona.js";
import { packageRoot } from "../src/config/package-root.js";
import { makeDays, type RealClient, realClients, realDayOf } from "./example-days.js";
import { refillDay } from "./refill-day.js";
import { programOptions, wholeNumber } from "../test/support/program-options.js";

const values = programOptions({
  days: { type: "string", default: "8" },
  seeds: { type: "string", default: "20" },
  real: { type: "string" },
  keep: { type: "string" },
});
const days = wholeNumber("days", values.days, 4);
const seeds = wholeNumber("seeds", values.seeds, 2);
const kept = values.keep === undefined ? undefined : resolve(values.keep);
const folder = kept ?? mkdtempSync(join(tmpdir(), "wiretale-realism-"));
const page = join(packageRoot(), "docs", "realism.md");

function realDays(client: string): readonly string[] {
  if (values.real !== undefined) {
    const given = resolve(values.real);
    return readdirSync(given)
      .filter((name) => name.startsWith(`${client}-`) && name.endsWith(".pcap"))
      .sort()
      .slice(0, days)
      .map((name) => join(given, name));
  }
  mkdirSync(join(folder, "real"), { recursive: true });
  return Array.from({ length: days }, (_, index) => {
    const file = join(folder, "real", `${client}-${index + 1}.pcap`);
    if (existsSync(file)) return file;
    console.error(`a real day of ${client}: ${index + 1} of ${days}`);
    const made = spawnSync(join(packageRoot(), "scripts", "real-day.sh"), [file, client], {
      stdio: "ignore",
    });
    if (made.status !== 0)
      throw new Error(`scripts/real-day.sh failed for ${client}: its head says what it needs`);
    return file;
  });
}

/** Days of the same hosts and acts, seed by seed: the client is the persona measured of `client`. */
async function generatedDays(client: RealClient, startSeconds: number): Promise<readonly string[]> {
  const wanted = Array.from({ length: seeds }, (_, index) => ({
    ...realDayOf(client, index + 1, join(folder, "generated")),
    startSeconds,
  }));
  await makeDays(wanted);
  return wanted.map(({ file }) => file);
}

function startOf([file = ""]: readonly string[]): number {
  const read = decodeCapture(readFileSync(file));
  const first = read.ok ? read.value.frames[0] : undefined;
  return Number((first?.timeNanos ?? 0n) / 1_000_000_000n);
}

function tableOf(file: string, seed: number): CaptureTable {
  const read = decodeCapture(readFileSync(file));
  if (!read.ok) throw new Error(`${file}: ${read.error.message}`);
  const observer = new CaptureObserver(1000, seed);
  for (const frame of read.value.frames) observer.observe(decodeReadFrame(frame), frame.timeNanos);
  return observer.finish();
}

async function compare(real: readonly string[], generated: readonly string[]): Promise<CompareReport> {
  const tables = [...real, ...generated].map((file, index) => tableOf(file, index + 1));
  const compared = await compareTables(tables.slice(0, real.length), tables.slice(real.length), {
    seed: 1,
    pause: () => Promise.resolve(),
  });
  if (!compared.ok) throw new Error("too little to compare");
  return compared.value;
}

/** Real days, their packets filled anew by the personas of their hosts. */
function refilledDays(client: string, real: readonly string[]): readonly string[] {
  mkdirSync(join(folder, "refilled"), { recursive: true });
  return real.map((file, index) => {
    const read = decodeCapture(readFileSync(file));
    if (!read.ok) throw new Error(`${file}: ${read.error.message}`);
    const host = (name: string, ip: string, persona: string, hops: number, roundTripMicros: number) => ({
      name,
      ip,
      persona: readPersona(persona),
      hops,
      roundTripMicros,
    });
    const hosts = {
      client: { ...host("client", "192.168.1.23", `linux-${client}`, 0, 0), mac: "a4:34:d9:51:0e:7c" },
      peers: [
        host("router", "192.168.1.1", "linux-dnsmasq", 0, 9),
        host("server", "203.0.113.80", "linux-nginx", 1, 8),
      ],
      routerMac: "50:c7:bf:2e:40:11",
    };
    const refilled = join(folder, "refilled", `${client}-${index + 1}.pcap`);
    writeFileSync(refilled, refillDay(read.value.frames, hosts, index + 1));
    return refilled;
  });
}

try {
  const comparisons: Comparison[] = [];
  for (const client of realClients) {
    const real = realDays(client);
    const generated = await generatedDays(client, startOf(real));
    console.error(`comparing days of ${client}`);
    const odd = real.filter((_, index) => index % 2 === 0);
    const even = real.filter((_, index) => index % 2 === 1);
    comparisons.push({
      client,
      same: await compare(odd, even),
      // Half of the days against the other half, as above: what differs more is the personas'.
      refilled: await compare(odd, refilledDays(client, even)),
      day: await compare(real, generated),
    });
  }
  if (kept !== undefined)
    writeFileSync(join(folder, "reports.json"), JSON.stringify(comparisons, undefined, 2));
  const text = renderRealism(comparisons);
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
  console.log(page);
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
