import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodePcap } from "../../src/capture/pcap.js";
import type { CompareReport } from "../../src/compare/compare-report.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { scriptFrames } from "../compare/script-frames.js";
import { notTested } from "../support/not-tested.js";
import { arpReply, arpRequest, octets, pcapHeader } from "./small-capture.js";
import { cli } from "./support.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-compare-"));
  await writeFile(join(folder, "small.pcap"), octets(pcapHeader, ...arpRequest, ...arpReply));
  await writeFile(join(folder, "text.pcap"), "no capture at all, whatever its name says");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a wrong request", () => {
  const wrong: readonly (readonly [string, readonly string[], string, string])[] = [
    [
      "no --",
      ["small.pcap", "small.pcap"],
      "no -- between",
      "hint: wiretale compare REAL... -- GENERATED...",
    ],
    ["nothing after --", ["small.pcap", "--"], "no generated captures", "hint: wiretale compare"],
    ["nothing before --", ["--", "small.pcap"], "no real captures", "hint: wiretale compare"],
    ["a file that is not there", ["small.pcap", "--", "none.pcap"], "none.pcap: no such file", "error: "],
    ["no capture", ["small.pcap", "--", "text.pcap"], "text.pcap: no magic number", "hint: compare reads"],
    [
      "one conversation",
      ["small.pcap", "--", "small.pcap"],
      "one capture of 1 conversation",
      "hint: name several",
    ],
  ];
  it.each(wrong)("%s", async (_name, files, error, hint) => {
    const { code, stdout, stderr } = await cli(["compare", ...files], { cwd: folder });
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(error);
    expect(stderr).toContain(hint);
  });
});

async function compare(...files: readonly string[]): Promise<CompareReport> {
  const { code, stdout, stderr } = await cli(["compare", "--json", ...files], { cwd: folder });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout) as CompareReport;
}

/** A connection as packet libraries leave it, or with the values that a stack would have written. */
function connection(port: number, fields: (index: number) => string): string {
  const there =
    'Ether(src="a4:34:d9:00:00:01", dst="50:c7:bf:00:00:01")/IP(src="192.168.1.23", dst="203.0.113.80"';
  const back =
    'Ether(src="50:c7:bf:00:00:01", dst="a4:34:d9:00:00:01")/IP(src="203.0.113.80", dst="192.168.1.23"';
  const ports = [`sport=${port}, dport=80`, `sport=80, dport=${port}`] as const;
  return [
    [there, ports[0], 'flags="S", seq=1000'],
    [back, ports[1], 'flags="SA", seq=2000, ack=1001'],
    [there, ports[0], 'flags="A", seq=1001, ack=2001'],
    [there, ports[0], 'flags="FA", seq=1001, ack=2001'],
    [back, ports[1], 'flags="FA", seq=2001, ack=1002'],
    [there, ports[0], 'flags="A", seq=1002, ack=2002'],
  ]
    .map(([ip = "", of = "", tcp = ""], index) => `pkts.append(${ip}${fields(index)})/TCP(${of}, ${tcp}))`)
    .join("\n");
}

/** Four connections a capture, a millisecond from frame to frame. */
async function writeCapture(
  name: string,
  fields: (connection: number, index: number) => string,
): Promise<string> {
  const text = [0, 1, 2, 3].map((number) =>
    connection(40_000 + 2 * number, (index) => fields(number, index)),
  );
  const frames = scriptFrames(["pkts = []", ...text].join("\n")).map((bytes, index) => ({
    timeNanos: 1_700_000_000_000_000_000n + BigInt(index) * 1_000_000n,
    bytes,
    originalLength: bytes.length,
  }));
  await writeFile(join(folder, name), encodePcap(linkTypes.ethernet, frames));
  return name;
}

describe("captures that differ in one habit", () => {
  // A random start for each connection, and one up for each packet, as Linux counts.
  const starts = [
    [5100, 23_000, 41_700, 60_200],
    [1900, 33_333, 12_345, 54_321],
    [8700, 9900, 44_000, 28_000],
  ];
  const counted = (capture: number) => (number: number, index: number) =>
    `, id=${(starts[capture]?.[number] ?? 0) + index}`;

  it("identification 1 everywhere tells them apart every time, and is named", async () => {
    const real = [await writeCapture("r0.pcap", counted(0)), await writeCapture("r1.pcap", counted(1))];
    const ones = [await writeCapture("o0.pcap", () => ""), await writeCapture("o1.pcap", () => "")];
    const report = await compare(...real, "--", ...ones);
    expect(report.folds).toBe(2);
    expect(report.frameRules.mean.value).toBe(1);
    expect(report.frameTrees.tree.value).toBe(1);
    expect(report.frameTrees.forest.value).toBeGreaterThan(0.95);
    const [first] = report.telling;
    expect(first?.words).toBe("size of the IP identification");
    expect(first?.real).toEqual({ kind: "shares", shares: [{ value: "256 and more", share: 1 }] });
    expect(first?.generated).toEqual({ kind: "shares", shares: [{ value: "1", share: 1 }] });
    expect(first?.setting).toContain("identification");
    // Nothing else differs.
    expect(report.telling.every(({ field }) => field.includes("identification"))).toBe(true);
  });

  it("a capture is not told from itself, and the report says how it was cut", async () => {
    const name = await writeCapture("r2.pcap", counted(2));
    const report = await compare(name, "--", name);
    expect(report.real.dividedBy).toBe("conversation");
    expect(report.frameRules.mean.value).toBe(0.5);
    expect(report.frameTrees.tree.value).toBe(0.5);
    expect(report.telling).toEqual([]);
    expect(report.distances.every(({ jensenShannon }) => jensenShannon === 0)).toBe(true);
    const { stdout } = await cli(["compare", name, "--", name], { cwd: folder });
    expect(stdout).toContain("is cut by conversations");
    expect(stdout).toContain("No field tells more than guessing.");
  });

  it("the same captures and seed give the same report", async () => {
    const files = ["r0.pcap", "r1.pcap", "--", "o0.pcap", "r2.pcap"];
    expect(await compare(...files)).toEqual(await compare(...files));
  });
});

const tools = ["nginx", "dnsmasq", "tcpdump", "curl", "dig", "ethtool"];
const missing = tools.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0);
const isRoot = process.getuid?.() === 0;
const hasNamespaces = isRoot && spawnSync("ip", ["netns", "list"]).status === 0;

if (missing.length > 0 || !hasNamespaces) {
  const needs = [...(hasNamespaces ? [] : ["root and ip netns"]), ...missing].join(", ");
  notTested(
    "real days compared with each other",
    `needs ${needs}: apt install nginx-light dnsmasq-base tcpdump ethtool dnsutils curl`,
  );
} else {
  it("two sets of real days of one client are as good as the same", { timeout: 240_000 }, async () => {
    await Promise.all(["one", "other"].map((set) => mkdir(join(folder, set))));
    // By turns: what else the machine does while they are made is the same for both sets.
    for (const day of [1, 2, 3, 4]) {
      for (const set of ["one", "other"]) {
        const made = spawnSync("scripts/real-day.sh", [join(folder, set, `${day}.pcap`), "curl"], {
          stdio: "ignore",
        });
        expect(made.status).toBe(0);
      }
    }
    const report = await compare("one", "--", "other");
    expect(report.real.frames).toBeGreaterThan(300);
    expect(report.frameRules.mean.value).toBeGreaterThan(0.4);
    expect(report.frameRules.mean.value).toBeLessThan(0.6);
  });
}
