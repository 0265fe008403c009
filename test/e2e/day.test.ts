import { execFile } from "node:child_process";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodePcap } from "../../src/capture/pcap.js";
import type { ChatMessage } from "../../src/contracts/expert.js";
import { flowFramesOf } from "../../src/flow/flow-frames-of.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { startExpertEndpoint, type ExpertEndpoint, type Writer } from "../../src/serve/expert-endpoint.js";
import { writeScript } from "../../src/reference-writer/write-script.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { runWiretale, startWiretale } from "../support/run-wiretale.js";

/** The whole of it as a user starts it: built command, dev server, worker, experts behind HTTP. */
let home: string;
let folder: string;
let endpoints: ExpertEndpoint[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-e2e-"));
  home = join(folder, "home");
  endpoints = [];
});
afterAll(async () => {
  for (const endpoint of endpoints) await endpoint.close();
  await rm(folder, { recursive: true, force: true });
});

interface DayDocument {
  readonly workflowId: string;
  readonly status: string;
  readonly alreadyDone: boolean;
  readonly capture: string;
  readonly captureDigest: string;
  readonly report: string;
  readonly page: string;
  readonly scripts: readonly { path: string; seed: number; expert: string; attempt: number }[];
  readonly learned: {
    readonly routerMac: { value: string; frameNumber: number };
    readonly resolvedAddresses?: { value: string[]; frameNumber: number };
  };
  readonly counts: { frames: number; conversations: Record<string, number>; calls: Record<string, number> };
}

const day = (args: readonly string[]) =>
  runWiretale(["day", "--json", ...args], { cwd: folder, env: { WIRETALE_HOME: home } });

async function dayDocument(args: readonly string[]): Promise<DayDocument> {
  const { code, stdout, stderr } = await day(args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as DayDocument;
}

async function framesOf(path: string): Promise<FlowFrame[]> {
  const decoded = decodePcap(await readFile(path));
  if (!decoded.ok) throw new Error(decoded.error.message);
  return [...flowFramesOf(decoded.value.capture)];
}

/** An endpoint whose answers are the reference writer's, changed by `change`. */
async function endpointThat(
  change: (script: string, messages: readonly ChatMessage[]) => string,
): Promise<string> {
  const writer: Writer = (messages, seed) => change(writeScript(messages, seed), messages);
  const endpoint = await startExpertEndpoint({ writer });
  endpoints.push(endpoint);
  return endpoint.baseUrl;
}

const isAbout = (protocol: "ARP" | "DNS" | "HTTP", script: string): boolean =>
  ({ ARP: /\bARP\(/, DNS: /\bDNS\(/, HTTP: /\bTCP\(/ })[protocol].test(script);

describe("a day in the life, end to end", () => {
  it("leaves a capture in which everything follows from what was learned", async () => {
    const document = await dayDocument(["--seed", "7", "--start", "1700000000"]);
    expect(document.status).toBe("completed");
    const frames = await framesOf(document.capture);
    expect(frames.length).toBeGreaterThanOrEqual(15);
    expect(document.counts.frames).toBe(frames.length);
    expect(document.counts.conversations).toEqual({
      requested: 3,
      validFirst: 3,
      validAfterRepair: 0,
      failed: 0,
    });

    const reply = frames[document.learned.routerMac.frameNumber - 1];
    const arp = reply && layerOf(reply.decoded, "arp")?.header;
    expect(arp?.operation).toBe(2);
    expect(arp?.senderHardwareAddress).toBe(document.learned.routerMac.value);
    const tcp = frames.filter(({ decoded }) => layerOf(decoded, "tcp"));
    expect(tcp).toHaveLength(11);
    for (const { decoded } of tcp) {
      const { source, destination } = layerOf(decoded, "ethernet")!.header;
      expect([source, destination]).toContain(document.learned.routerMac.value);
    }
    const addresses = document.learned.resolvedAddresses?.value ?? [];
    expect(addresses).toContain(layerOf(tcp[0]!.decoded, "ipv4")!.header.destination);
  });

  it("leaves labels, report and scripts beside it", async () => {
    const document = await dayDocument(["--seed", "7", "--start", "1700000000"]);
    // The same request has completed: its result is shown, nothing runs again.
    expect(document.alreadyDone).toBe(true);
    const report = JSON.parse(await readFile(document.report, "utf8")) as { counts: unknown; seed: number };
    expect(report.seed).toBe(7);
    expect(report.counts).toEqual(document.counts);
    expect(document.page).toBe(join(document.report, "..", "report.html"));
    const page = await readFile(document.page, "utf8");
    for (const { value } of [document.learned.routerMac, document.learned.resolvedAddresses!])
      expect(page).toContain(`"values":${JSON.stringify([value].flat())}`);
    const labels = (await readFile(join(document.report, "..", "labels.jsonl"), "utf8")).trim().split("\n");
    expect(labels).toHaveLength(document.counts.frames);
    expect(JSON.parse(labels[14] ?? "")).toMatchObject({ frameNumber: 15, conversation: "http", attempt: 1 });
    for (const { path, seed } of document.scripts) {
      const { code, stdout } = await runWiretale(["run-script", path, "--seed", String(seed), "--json"], {
        cwd: folder,
      });
      expect(code, stdout).toBe(0);
    }
  });

  it("the same request gives the same bytes, another seed others", async () => {
    const args = ["--seed", "7", "--start", "1700000000"];
    const first = await dayDocument(args);
    const again = await dayDocument([...args, "--new-run", "--cache", "refresh"]);
    expect(again.alreadyDone).toBe(false);
    expect(again.captureDigest).toBe(first.captureDigest);
    const other = await dayDocument(["--seed", "8", "--start", "1700000000"]);
    expect(other.captureDigest).not.toBe(first.captureDigest);
  });

  it("needs no DNS for a literal address", async () => {
    const document = await dayDocument(["--seed", "7", "--url", "http://198.51.100.9:8080/a?b=c"]);
    expect(document.counts.frames).toBeGreaterThanOrEqual(13);
    expect(document.learned.resolvedAddresses).toBeUndefined();
  });

  it("follows an ARP expert that chooses another MAC and a DNS expert that chooses another address", async () => {
    const mac = "02:de:ad:be:ef:01";
    const baseUrl = await endpointThat((script) => {
      if (isAbout("ARP", script)) return answerWithMac(script, mac);
      if (isAbout("DNS", script)) return script.replace(/rdata="[^"]*"/g, 'rdata="5.6.7.8"');
      return script;
    });
    const document = await dayDocument(["--seed", "7", "--base-url", baseUrl]);
    expect(document.learned.routerMac.value).toBe(mac);
    expect(document.learned.resolvedAddresses?.value).toContain("5.6.7.8");
    const frames = await framesOf(document.capture);
    for (const { decoded } of frames.slice(2)) {
      const { source, destination } = layerOf(decoded, "ethernet")!.header;
      expect([source, destination]).toContain(mac);
    }
    const syn = frames.find(({ decoded }) => layerOf(decoded, "tcp"));
    expect(syn && layerOf(syn.decoded, "ipv4")?.header.destination).toBe("5.6.7.8");
  });

  it("repairs an answer that contradicts what is fixed, when the expert heeds the findings", async () => {
    const baseUrl = await endpointThat((script, messages) =>
      isAbout("DNS", script) && !messages.some(({ role }) => role === "assistant")
        ? script.replace(/id=0x[0-9a-fA-F]+|\bid=\d+/g, "id=0x0aba")
        : script,
    );
    const document = await dayDocument(["--seed", "7", "--base-url", baseUrl]);
    expect(document.counts.conversations).toEqual({
      requested: 3,
      validFirst: 2,
      validAfterRepair: 1,
      failed: 0,
    });
  });

  it.each([
    {
      wrong: "a DNS expert that insists on another transaction id",
      change: (script: string) =>
        isAbout("DNS", script) ? script.replace(/id=0x[0-9a-fA-F]+|\bid=\d+/g, "id=0x0aba") : script,
      says: /dns/i,
    },
    {
      wrong: "an HTTP expert that ignores the resolved address",
      change: (script: string) =>
        isAbout("HTTP", script)
          ? script.replace(/"\d+\.\d+\.\d+\.\d+"/g, (text) =>
              text === '"192.168.1.23"' ? text : '"9.9.9.9"',
            )
          : script,
      says: /http-ignores-resolved-address/,
    },
    {
      wrong: "an HTTP expert that writes an Ether with another MAC",
      change: (script: string) =>
        isAbout("HTTP", script)
          ? script.replace(/\bIP\(/g, 'Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")/IP(')
          : script,
      says: /ethernet-address-not-learned/,
    },
  ])("refuses $wrong", async ({ change, says }) => {
    const baseUrl = await endpointThat(change);
    const { code, stdout, stderr } = await day(["--seed", "7", "--base-url", baseUrl]);
    expect(code).toBe(4);
    expect(stderr + stdout).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const endpoint = await startExpertEndpoint({
      writer: () => {
        asked();
        return new Promise(() => undefined);
      },
    });
    endpoints.push(endpoint);
    const own = join(folder, "interrupted");
    const running = startWiretale(["day", "--seed", "9", "--base-url", endpoint.baseUrl], {
      cwd: folder,
      env: { WIRETALE_HOME: own },
    });
    await isAsked;
    running.process.kill("SIGINT");
    const { code } = await running.ended;
    expect(code).toBe(130);
    const { stdout } = await promisify(execFile)("ps", ["-eo", "args"]);
    expect(stdout.split("\n").filter((line) => line.includes(own))).toEqual([]);
  });

  it("two at once share one server", async () => {
    const own = join(folder, "shared");
    const start = (seed: string) =>
      startWiretale(["day", "--seed", seed, "--json"], { cwd: folder, env: { WIRETALE_HOME: own } });
    const both = [start("1"), start("2")];
    const { stdout } = await new Promise<{ stdout: string }>((resolve, reject) => {
      const look = async (): Promise<void> => {
        const found = await promisify(execFile)("ps", ["-eo", "args"]);
        if (serversOf(found.stdout, own) > 0) resolve(found);
        else if (both.every(({ process: child }) => child.exitCode !== null))
          reject(new Error("no server was seen"));
        else setTimeout(() => void look().catch(reject), 100);
      };
      void look().catch(reject);
    });
    expect(serversOf(stdout, own)).toBe(1);
    for (const { ended } of both) {
      const { code, stderr } = await ended;
      expect(code, stderr).toBe(0);
    }
    const after = await promisify(execFile)("ps", ["-eo", "args"]);
    expect(serversOf(after.stdout, own)).toBe(0);
  });
});

const serversOf = (listing: string, ownFolder: string): number =>
  listing.split("\n").filter((line) => line.includes("server start-dev") && line.includes(ownFolder)).length;

/** The reply's hardware addresses, wherever the script writes them, replaced: the answerer calls itself `mac`. */
function answerWithMac(script: string, mac: string): string {
  const own = /hwsrc="([0-9a-fA-F:]{17})"/.exec(script)?.[1] ?? "";
  return script.replace(/"([0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5})"/g, (text, found: string) =>
    [own.toLowerCase(), "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00"].includes(found.toLowerCase())
      ? text
      : `"${mac}"`,
  );
}
