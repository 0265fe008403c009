// Memory that judging a capture takes: npm run bench:memory [-- --megabytes N --case NAME]
// Each case runs in a process of its own, which makes the capture while it reads it; the table has its largest resident set.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeReadFrame } from "../src/capture/decode-read-frame.js";
import { decodeCapture, openCapture } from "../src/capture/read-capture.js";
import { CaptureCheck } from "../src/validators/capture-check.js";
import { captureOf, cases } from "./hard-traffic.js";
import { repeatable, type RepeatableFrame } from "./repeat-traffic.js";
import { programOptions } from "../test/support/program-options.js";

const values = programOptions({
  megabytes: { type: "string", default: "1000" },
  case: { type: "string" },
});

interface Measured {
  readonly frames: number;
  readonly megabytes: number;
  readonly seconds: number;
  readonly residentMegabytes: number;
  readonly findings: number;
  readonly bounds: readonly string[];
}

/** A real capture to repeat, from the test data; without it that case has no frames. */
function realTraffic(): readonly RepeatableFrame[] {
  const folder = process.env["WIRETALE_TEST_DATA"];
  const path = join(folder ?? "", "captures", "real", "curl-nginx-dnsmasq.pcap");
  if (folder === undefined || !existsSync(path)) return [];
  const decoded = decodeCapture(readFileSync(path));
  return decoded.ok ? repeatable(decoded.value.frames) : [];
}

async function measure(name: string, megabytes: number): Promise<Measured> {
  const measured = cases.find((one) => one.name === name);
  if (measured === undefined) throw new Error(`no case "${name}"`);
  const { gapNanos } = measured;
  const packets = measured.packets(megabytes, realTraffic());
  let octets = 0;
  async function* counted() {
    for await (const piece of captureOf(packets, gapNanos)) {
      octets += piece.length;
      yield piece;
    }
  }
  const opened = await openCapture(counted());
  if (!opened.ok) throw new Error(opened.error.message);
  const check = new CaptureCheck({ profile: "real" });
  for await (const batch of opened.value.batches()) {
    for (const frame of batch) {
      const { frameNumber, timeNanos } = frame;
      check.observe({ frameNumber, timeNanos, decoded: decodeReadFrame(frame) });
    }
  }
  const { findings, frames } = check.finish();
  const { user, system } = process.cpuUsage();
  const bounds = findings.filter(({ code }) => code === "check-limit-reached").map(({ message }) => message);
  return {
    frames,
    megabytes: octets / 1e6,
    seconds: (user + system) / 1e6,
    residentMegabytes: process.resourceUsage().maxRSS / 1024,
    findings: findings.length,
    bounds,
  };
}

function measureApart(name: string): Measured {
  const loader = new URL("../test/support/typescript-loader.mjs", import.meta.url).href;
  const args = [
    "--import",
    loader,
    fileURLToPath(import.meta.url),
    "--case",
    name,
    "--megabytes",
    values.megabytes,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}

function main(): void {
  console.log("| capture | frames | MB | processor s | resident MB | findings listed | bounds reached |");
  console.log("|---|---:|---:|---:|---:|---:|---|");
  for (const { name } of cases) {
    const { frames, megabytes, seconds, residentMegabytes, findings, bounds } = measureApart(name);
    const numbers = [
      frames,
      megabytes.toFixed(0),
      seconds.toFixed(1),
      residentMegabytes.toFixed(0),
      findings,
    ];
    console.log(`| ${name} | ${numbers.join(" | ")} | ${bounds.join("; ") || "none"} |`);
  }
}

if (values.case === undefined) main();
else console.log(JSON.stringify(await measure(values.case, Number(values.megabytes))));
