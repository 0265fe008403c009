/** The captures and runs whose pages are looked at, made as users make them: by the built command. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repeatable, repeated } from "../../bench/repeat-traffic.js";
import type { CapturedFrame } from "../../src/capture/capture.js";
import { encodePcap } from "../../src/capture/pcap.js";
import { decodeCapture } from "../../src/capture/read-capture.js";
import { packageRoot } from "../../src/config/package-root.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { encodeHttpRequest } from "../../src/wire/http.js";
import { encodeTcp, tcpFlags } from "../../src/wire/tcp.js";
import { encodeIpv4 } from "../../src/wire/ipv4.js";
import { encodeEthernet } from "../../src/wire/ethernet.js";
import { encodeUdp } from "../../src/wire/udp.js";
import { encodeDns } from "../../src/wire/dns.js";
import { startMisbehavingEndpoint } from "../support/misbehaving-endpoint.js";
import { runWiretale } from "../support/run-wiretale.js";

const captures = join(packageRoot(), "test", "validators", "captures");

/** Paths of pages in a folder of their own. */
export interface Pages {
  /** A day by the reference writer. */
  readonly demo: string;
  /** A day whose every expert is wrong at first. */
  readonly repaired: string;
  /** Real programs on a network that loses a fifth of all frames. */
  readonly real: string;
  /** One wrong checksum, and a file that ends too early. */
  readonly broken: string;
  readonly large: string;
  /** Markup and characters that turn the direction of writing, wherever a capture may have text. */
  readonly hostile: string;
}

/** Frames of the large page. */
export const largeFrames = 10_000;

/** The frame of `broken` whose checksum is wrong. */
export const brokenFrame = 4;

/** What a capture might try: a script, an element that runs one, a closing tag, and an override. */
export const hostileName = `<script>alert(1)</script><img/src=x/onerror=alert(2)>`;
export const hostileText = `</script><script>alert(3)</script>"'\u202etxt`;

export async function makePages(folder: string): Promise<Pages> {
  const lossy = await framesOf("loss-20.pcap");
  await writeFile(join(folder, "broken.pcap"), await brokenCapture());
  await writeFile(join(folder, "large.pcap"), await largeCapture());
  await writeFile(join(folder, "hostile.pcap"), encodePcap(linkTypes.ethernet, hostileFrames()));
  await writeFile(join(folder, "real.pcap"), encodePcap(linkTypes.ethernet, lossy));
  const names = ["real", "broken", "large", "hostile"] as const;
  const pages = join(folder, "pages");
  const files = names.map((name) => `${name}.pcap`);
  // What is broken is found: only that it was judged matters here.
  await wiretale(
    folder,
    ["check", ...files, "--html", "pages/", "--format", "concise", "--no-wireshark"],
    [0, 1],
  );
  const page = (name: string) => join(pages, `${name}.html`);
  return {
    demo: await day(folder, []),
    repaired: await repairedDay(folder),
    real: page("real"),
    broken: page("broken"),
    large: page("large"),
    hostile: page("hostile"),
  };
}

async function wiretale(folder: string, args: readonly string[], codes: readonly number[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { code, stdout, stderr } = await runWiretale(args, {
    cwd: folder,
    env: { WIRETALE_HOME: join(folder, "home") },
  });
  if (code === null || !codes.includes(code))
    throw new Error(`wiretale ${args.join(" ")}: ${code}\n${stderr}`);
  return stdout;
}

async function day(folder: string, args: readonly string[]): Promise<string> {
  const flags = ["day", "--seed", "7", "--start", "1700000000", "--json"];
  const document = JSON.parse(await wiretale(folder, [...flags, ...args], [0])) as { readonly page: string };
  return document.page;
}

async function repairedDay(folder: string): Promise<string> {
  const endpoint = await startMisbehavingEndpoint({ behave: () => "wrong ids" });
  try {
    return await day(folder, ["--base-url", endpoint.baseUrl, "--model", "model-that-errs"]);
  } finally {
    await endpoint.close();
  }
}

async function framesOf(name: string): Promise<readonly CapturedFrame[]> {
  const read = decodeCapture(await readFile(join(captures, name)));
  if (!read.ok) throw new Error(read.error.message);
  return read.value.frames;
}

async function brokenCapture(): Promise<Uint8Array> {
  const frames = (await framesOf("dns.pcap")).slice(0, 20).map((frame) => {
    if (frame.frameNumber !== brokenFrame) return frame;
    const bytes = frame.bytes.slice();
    // The last octet of the message: its checksum no longer fits.
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0x55;
    return { ...frame, bytes };
  });
  return encodePcap(linkTypes.ethernet, frames).subarray(0, -10);
}

async function largeCapture(): Promise<Uint8Array> {
  const traffic = repeatable(await framesOf("dns.pcap"));
  const frames: CapturedFrame[] = [];
  const periodNanos = 20_000_000_000n;
  for (let round = 0; frames.length < largeFrames; round += 1)
    frames.push(...repeated(traffic, round, periodNanos, frames.length + 1));
  return encodePcap(linkTypes.ethernet, frames.slice(0, largeFrames));
}

function hostileFrames(): readonly CapturedFrame[] {
  const addresses = { source: "192.168.1.23", destination: "203.0.113.80" };
  const framed = (packet: Uint8Array) =>
    encodeEthernet(
      { source: "3c:22:fb:5a:19:c4", destination: "50:c7:bf:8e:71:03", etherType: 0x0800 },
      packet,
    );
  const dns = encodeDns({ transactionId: 1, rd: 1, questions: [{ name: hostileName, type: 1 }] });
  const http = encodeHttpRequest({
    target: "/<script>alert(4)</script>",
    headers: [
      { name: "Host", value: hostileText },
      { name: "Cookie", value: "<svg/onload=alert(5)>" },
    ],
  });
  const tcp = { sourcePort: 51514, destinationPort: 80, sequenceNumber: 101, acknowledgmentNumber: 501 };
  const segment = encodeTcp({ ...tcp, flags: tcpFlags.ack | tcpFlags.psh }, http, {
    pseudoHeader: { ...addresses, protocol: 6 },
  });
  const packets = [
    encodeIpv4({ protocol: 17, ...addresses }, encodeUdp({ sourcePort: 40000, destinationPort: 53 }, dns)),
    encodeIpv4({ protocol: 6, ...addresses }, segment),
  ];
  return packets.map(framed).map((bytes, index) => ({
    frameNumber: index + 1,
    timeNanos: BigInt(1_700_000_000 + index) * 1_000_000_000n,
    bytes,
    originalLength: bytes.length,
  }));
}
