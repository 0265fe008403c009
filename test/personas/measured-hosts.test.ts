/** The personas that say of themselves that they were measured, held against a real day of this machine's. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeReadFrame } from "../../src/capture/decode-read-frame.js";
import { decodeCapture } from "../../src/capture/read-capture.js";
import { readPersona } from "../../src/config/read-persona.js";
import { HostMeter, type MeasuredHost, quantilesOf } from "../../src/personas/measure-hosts.js";
import { personaValues } from "../../src/personas/persona-values.js";
import { notTested } from "../support/not-tested.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const clientIp = "192.168.1.23";
const servers = [
  ["192.168.1.1", "linux-dnsmasq"],
  ["203.0.113.80", "linux-nginx"],
] as const;

it("quantiles: the smallest first, the 98th percentile for the largest", () => {
  const hundredAndOne = Array.from({ length: 101 }, (_, index) => 100 - index);
  expect(quantilesOf(hundredAndOne, 4)).toEqual([0, 25, 50, 75, 98]);
});

const programs = ["nginx", "dnsmasq", "tcpdump", "ethtool", "dig", "curl", "wget", "python3"];
const has = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const missing = programs.filter((program) => !has(program));
const hasNamespaces = spawnSync("ip", ["netns", "add", "wiretale-hosts"]).status === 0;
if (hasNamespaces) spawnSync("ip", ["netns", "delete", "wiretale-hosts"]);
const isMeasuredKernel = has("uname") && /^(6\.1[6-9]|6\.[2-9]\d|[7-9])\b/.test(kernel());

function kernel(): string {
  return spawnSync("uname", ["-r"], { encoding: "utf8" }).stdout;
}

/** What a day need not show: the client of one day accepts no connection, the router opens none. */
function expectAsPersona(host: MeasuredHost | undefined, name: string, hops: number): void {
  if (host === undefined) expect.fail(`the day has no ${name}`);
  const said = personaValues(readPersona(name));
  let compared = 0;
  for (const [key, tally] of host.values) {
    const expected = key === "ip.ttl" ? String(Number(said.get(key)) - hops) : said.get(key);
    if (expected === undefined) continue;
    const [most] = [...tally].sort(([, left], [, right]) => right - left);
    expect(expected.split(" or "), `${name}: ${key}`).toContain(most?.[0]);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(4);
}

if (missing.length > 0 || !hasNamespaces || !isMeasuredKernel) {
  const needs = [
    ...(isMeasuredKernel ? [] : ["Linux 6.16 or later"]),
    ...(hasNamespaces ? [] : ["root and ip netns"]),
    ...missing,
  ].join(", ");
  notTested("the measured personas against a real day", `needs ${needs}; see scripts/real-day.sh`);
} else {
  describe.each(["curl", "wget", "python"])("a real day of %s", (client) => {
    it("is as the personas of its hosts say", { timeout: 60_000 }, async () => {
      const file = join(await temporaryFolder("hosts"), "day.pcap");
      expect(spawnSync("scripts/real-day.sh", [file, client], { stdio: "ignore" }).status).toBe(0);
      const read = decodeCapture(readFileSync(file));
      if (!read.ok) expect.fail(read.error.message);
      const meter = new HostMeter(clientIp);
      for (const frame of read.value.frames) {
        meter.observe(decodeReadFrame(frame), Number(frame.timeNanos / 1000n));
      }
      const hosts = new Map(meter.finish().map((host) => [host.ip, host]));
      expectAsPersona(hosts.get(clientIp), `linux-${client}`, 0);
      for (const [ip, name] of servers) expectAsPersona(hosts.get(ip), name, ip === "203.0.113.80" ? 1 : 0);
      // A busy machine is slower, none is faster than the path: half of all acknowledgments come within a tenth of a millisecond.
      const [, half = Infinity] = quantilesOf(hosts.get(clientIp)?.delays.get("acknowledge") ?? [], 2);
      expect(half).toBeLessThan(100);
    });
  });
}
