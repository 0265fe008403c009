import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { Dissection, Dissector } from "../../src/wireshark/dissector.js";
import { expertInfoToFindings } from "../../src/wireshark/expert-info.js";
import { tsharkHint } from "../../src/wireshark/run-tshark.js";
import { createTsharkDissector } from "../../src/wireshark/tshark.js";
import { createWiregasmDissector } from "../../src/wireshark/wiregasm.js";
import { notTested, testData } from "../support/not-tested.js";
import { captureOf } from "./captures.js";
import { dissectorCases } from "./dissector-cases.js";

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
const wiregasm = createWiregasmDissector();
const tshark = createTsharkDissector();
afterAll(() => Promise.all([wiregasm.close(), tshark.close()]));

function linesOf(dissection: Dissection): string[] {
  return expertInfoToFindings(dissection)
    .filter(({ severity, frames }) => severity !== "chat" && frames.length > 0)
    .map(({ frames, severity, group, code }) => `${frames.join()} ${severity} ${group} ${code}`);
}

function contractOf(dissector: Dissector): void {
  for (const { name, frames, expected } of dissectorCases) {
    it(name, async () => {
      const dissection = await dissector.dissect(captureOf(frames));
      expect(linesOf(dissection)).toEqual(expected);
      expect(dissection).toMatchObject({ dissector: dissector.name, frames: frames.length });
      expect(dissection.problem).toBeUndefined();
    });
  }

  it("chats tell of every SYN and FIN", async () => {
    const frames = ["syn", "synAck", "handshakeAck", "clientFin"] as const;
    const { expertInfo } = await dissector.dissect(captureOf(frames));
    const chats = expertInfo.filter((info) => info.severity === "chat");
    expect(chats.map((info) => `${String(info.frameNumber)} ${String(info.field)}`)).toEqual([
      "1 tcp.connection.syn",
      "2 tcp.connection.synack",
      "4 tcp.connection.fin",
    ]);
  });

  it("names its Wireshark's version", async () => {
    expect(await dissector.version()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("a capture without frames is judged", async () => {
    expect(await dissector.dissect(captureOf([]))).toMatchObject({ frames: 0, expertInfo: [] });
  });

  it("a file cut short keeps what was read", async () => {
    const dissection = await dissector.dissect(captureOf(["syn", "reset", "request"]).slice(0, -5));
    expect(dissection.problem).toBe("it is cut short in the middle of a packet");
    expect(dissection.frames).toBe(2);
    expect(linesOf(dissection)).toEqual(["2 warn sequence wireshark-tcp-connection-rst"]);
  });

  it("what is no capture is said, and the next capture is judged", async () => {
    const text = new TextEncoder().encode("GET / HTTP/1.1 and other words that are not a capture");
    expect(await dissector.dissect(text)).toMatchObject({
      frames: 0,
      expertInfo: [],
      problem: "it is not a capture file that Wireshark reads",
    });
    expect(await dissector.dissect(captureOf(["dnsQuery"]))).toMatchObject({ frames: 1 });
  });

  it("one capture leaves nothing behind for the next", async () => {
    const capture = captureOf(["syn", "synAck", "handshakeAck", "request"]);
    const first = await dissector.dissect(capture);
    await dissector.dissect(captureOf(["dnsCut", "reset"]));
    expect(await dissector.dissect(capture)).toEqual(first);
  });

  it("an aborted signal throws its reason", async () => {
    const reason = new Error("no longer wanted");
    const signal = AbortSignal.abort(reason);
    await expect(dissector.dissect(captureOf(["syn"]), { signal })).rejects.toBe(reason);
  });
}

describe("wiregasm", () => {
  contractOf(wiregasm);
});

if (hasTshark) {
  describe("tshark", () => {
    contractOf(tshark);

    it("leaves no file behind", async () => {
      const folder = await mkdtemp(join(tmpdir(), "wiretale-test-"));
      vi.stubEnv("TMPDIR", folder);
      await tshark.dissect(captureOf(["syn"]));
      vi.unstubAllEnvs();
      expect(readdirSync(folder)).toEqual([]);
      await rmdir(folder);
    });

    it("a command that is not there is said with how to install it", async () => {
      const absent = createTsharkDissector({ command: join(tmpdir(), "no-such-tshark") });
      await expect(absent.version()).rejects.toMatchObject({
        code: "wireshark-missing",
        hint: tsharkHint,
      });
    });
  });
} else {
  notTested("tshark as a judge", tsharkHint);
}

if (testData === undefined) {
  notTested("Wireshark on a real capture", "set WIRETALE_TEST_DATA to the folder of captures");
} else {
  const real = join(testData, "captures/real/curl-nginx-dnsmasq.pcap");
  it("of real traffic says one warning, the refused connection, and notes of closing only", async () => {
    const dissection = await wiregasm.dissect(readFileSync(real));
    expect(dissection.frames).toBe(145);
    const kinds = new Set(linesOf(dissection).map((line) => line.replace(/^\d+ /, "")));
    expect([...kinds].sort()).toEqual([
      "note sequence wireshark-tcp-connection-fin-active",
      "note sequence wireshark-tcp-connection-fin-passive",
      "warn sequence wireshark-tcp-connection-rst",
    ]);
    expect(linesOf(dissection).filter((line) => line.includes("warn"))).toHaveLength(1);
  });
}
