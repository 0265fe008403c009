// Frames per second of reading, decoding and judging a capture, beside tshark and real Scapy on the same file:
// npm run bench:captures [-- --frames N --rounds N --capture FILE]
// Each side is given the whole file, one after the other; rates are of processor time, user and system together, our
// compiler's and garbage collector's included. Who takes longer than half a minute is asked once.

import { spawnSync } from "node:child_process";
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { CapturedFrame, ReadFrame } from "../src/capture/capture.js";
import { decodeReadFrame } from "../src/capture/decode-read-frame.js";
import { encodePcap } from "../src/capture/pcap.js";
import { decodeCapture, openCapture } from "../src/capture/read-capture.js";
import { CaptureCheck } from "../src/validators/capture-check.js";
import { repeatable, repeated } from "./repeat-traffic.js";

const data = process.env["WIRETALE_TEST_DATA"];
const values = programOptions({
  frames: { type: "string", default: "600000" },
  rounds: { type: "string", default: "3" },
  capture: {
    type: "string",
    default: data === undefined ? "" : join(data, "captures", "real", "curl-nginx-dnsmasq.pcap"),
  },
});

interface Work {
  readonly frames: number;
  /** Of processor time. */
  readonly seconds: number;
}

/** A capture over and over, each time a minute later and from other ports, until there are as many frames as asked for. */
function repeatedCapture(
  file: Uint8Array,
  count: number,
): { readonly linkType: number; readonly pcap: Uint8Array } {
  const decoded = decodeCapture(file);
  if (!decoded.ok || decoded.value.frames.length === 0) throw new Error("no frames to repeat");
  const { frames, interfaces } = decoded.value;
  const copies: CapturedFrame[] = [];
  const traffic = repeatable(frames);
  for (let round = 0; copies.length < count; round += 1) {
    for (const frame of repeated(traffic, round, 60_000_000_000n, copies.length + 1)) copies.push(frame);
  }
  const linkType = interfaces[0]?.linkType ?? 1;
  return { linkType, pcap: encodePcap(linkType, copies) };
}

const chunkLength = 1024 * 1024;

/** Reads a file through and hands each frame on. */
async function eachFrame(file: string, take: (frame: ReadFrame) => void): Promise<Work> {
  const start = process.cpuUsage();
  const opened = await openCapture(createReadStream(file, { highWaterMark: chunkLength }));
  if (!opened.ok) throw new Error(opened.error.message);
  let frames = 0;
  for await (const batch of opened.value.batches()) {
    for (const frame of batch) take(frame);
    frames += batch.length;
  }
  const { user, system } = process.cpuUsage(start);
  return { frames, seconds: (user + system) / 1e6 };
}

async function readHere(file: string): Promise<Work> {
  let layers = 0;
  const work = await eachFrame(file, (frame) => {
    layers += decodeReadFrame(frame).layers.length;
  });
  if (layers < work.frames) throw new Error("nothing was decoded");
  return work;
}

async function judgeHere(file: string): Promise<Work> {
  const check = new CaptureCheck({ profile: "real" });
  const work = await eachFrame(file, (frame) => {
    const { frameNumber, timeNanos } = frame;
    check.observe({ frameNumber, timeNanos, decoded: decodeReadFrame(frame) });
  });
  if (check.finish().frames !== work.frames) throw new Error("not everything was judged");
  return work;
}

/** A program's processor time: `time` of the shell, which counts its children. */
function readElsewhere(command: readonly string[]): Work | undefined {
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const script = `TIMEFORMAT='%U %S'; time ${quoted} 2>/dev/null`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
    encoding: "utf8",
    maxBuffer: 1024 ** 3,
  });
  if (status !== 0) return undefined;
  const [user = 0, system = 0] = stderr.trim().split("\n").at(-1)?.split(" ").map(Number) ?? [];
  const lines = stdout.trim().split("\n");
  return { frames: lines.length > 1 ? lines.length : Number(lines[0]), seconds: user + system };
}

const scapyProgram = `
import sys
from scapy.all import PcapReader
frames = 0
with PcapReader(sys.argv[1]) as reader:
    for packet in reader:
        frames += 1
print(frames)
`;
import { programOptions } from "../test/support/program-options.js";

interface Side {
  readonly name: string;
  run(file: string): Promise<Work | undefined>;
}

const sides: readonly Side[] = [
  { name: "Wiretale, read and decode", run: readHere },
  { name: "Wiretale, read, decode and judge by every rule", run: judgeHere },
  {
    name: "tshark -T fields -e frame.number",
    run: (file) =>
      Promise.resolve(readElsewhere(["tshark", "-n", "-r", file, "-T", "fields", "-e", "frame.number"])),
  },
  {
    name: "Scapy PcapReader",
    run: (file) => Promise.resolve(readElsewhere(["/usr/bin/python3", "-c", scapyProgram, file])),
  },
];

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

async function main(): Promise<number> {
  const [count, rounds] = [Number(values.frames), Number(values.rounds)];
  if (!(count >= 1 && rounds >= 1)) {
    console.error("error: --frames and --rounds are numbers above zero");
    return 2;
  }
  if (!existsSync(values.capture)) {
    console.error("error: no capture to repeat");
    console.error("hint: --capture FILE, or WIRETALE_TEST_DATA names the folder that holds captures/");
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "wiretale-bench-"));
  try {
    const file = join(folder, "repeated.pcap");
    writeFileSync(file, repeatedCapture(readFileSync(values.capture), count).pcap);
    await compare(file, rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

const slowSeconds = 30;

async function compare(file: string, rounds: number): Promise<void> {
  const megabytes = statSync(file).size / 1e6;
  const cores = cpus();
  console.log(`machine: ${cores.length} cores, ${cores[0]?.model ?? "unknown"}; Node ${process.version}`);
  console.log(`file: ${megabytes.toFixed(1)} MB; processor time, median of up to ${rounds} rounds\n`);
  console.log(
    "| reader | frames | seconds | frames/s | MB/s | decoding is faster by | judging is faster by |\n" +
      "|---|---:|---:|---:|---:|---:|---:|",
  );
  const own: number[] = [];
  for (const { name, run } of sides) {
    const works: Work[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const work = await run(file);
      if (work !== undefined) works.push(work);
      if (work === undefined || work.seconds > slowSeconds) break;
    }
    const [first] = works;
    if (first === undefined) {
      console.log(`| ${name} | - | - | - | - | - | - |`);
      continue;
    }
    const seconds = median(works.map((work) => work.seconds));
    if (own.length < 2) own.push(seconds);
    const [decoding = seconds, judging = seconds] = own;
    const rates = [first.frames / seconds, megabytes / seconds, seconds / decoding, seconds / judging];
    const cells = [
      String(first.frames),
      seconds.toFixed(2),
      ...rates.map((rate) => rate.toFixed(rate < 100 ? 1 : 0)),
    ];
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
}

process.exitCode = await main();
