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
import { captureOf, frameOf, pcapngOf, pcapOf } from "./captures.js";
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

function commentOn(frame: number) {
  return {
    code: "wireshark-frame-comment",
    severity: "chat",
    group: "comments",
    frames: [frame],
    message: "a remark, with a comma",
  };
}

/** DNS queries with ids from 0 on, each with a wrong checksum. */
function numberedQueries(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, id) => {
    const frame = frameOf("dnsQueryBadUdpChecksum");
    frame[42] = id >> 8;
    frame[43] = id & 0xff;
    return frame;
  });
}

/** A sum of 16-bit words folded into one: ones' complement. */
function hex4(sum: number): string {
  return ((sum & 0xffff) + (sum >> 16)).toString(16).padStart(4, "0");
}

function contractOf(dissector: Dissector): void {
  it.each(dissectorCases)("$name", async ({ capture, frames, expected }) => {
    const dissection = await dissector.dissect(capture);
    expect(linesOf(dissection)).toEqual(expected);
    expect(dissection).toMatchObject({ dissector: dissector.name, frames });
    expect(dissection.problem).toBeUndefined();
    expect(dissection.limit).toBeUndefined();
  });

  it("comments of frames are chats of their own group", async () => {
    const dissection = await dissector.dissect(
      pcapngOf([frameOf("dnsQuery"), frameOf("dnsAnswer")], "a remark, with a comma"),
    );
    expect(expertInfoToFindings(dissection)).toMatchObject([1, 2].map((frame) => commentOn(frame)));
  });

  it("10,000 frames are judged, each in its own words", async () => {
    const wrong = numberedQueries(10_000);
    const { expertInfo, limit } = await dissector.dissect(pcapOf(wrong));
    const checksums = expertInfo.filter(({ field }) => field?.startsWith("udp.checksum") === true);
    expect(limit).toBeUndefined();
    expect(checksums.map(({ frameNumber }) => frameNumber)).toEqual(wrong.map((_, index) => index + 1));
    // One more in the transaction id is one less in the checksum, which is the complement of a sum.
    const messages = wrong.map((_, index) => `Bad checksum [should be 0x${hex4(0x5571 + 0xbae6 - index)}]`);
    expect(checksums.map(({ message }) => message)).toEqual(messages);
  });

  it("more entries than are kept are said to be more", async () => {
    // A short TCP header of ones has eight entries and more in each version.
    const { expertInfo, limit } = await dissector.dissect(pcapOf(Array(3_000).fill(frameOf("nonsense"))));
    expect(expertInfo).toHaveLength(20_000);
    expect(limit).toBe("Wireshark has more than 20000 entries of expert information");
  });

  it("a link type that Wireshark does not know is told from a damaged file", async () => {
    // 182 is LINKTYPE_MFR.
    const dissection = await dissector.dissect(pcapOf([frameOf("dnsQuery")], { linkType: 182 }));
    expect(dissection).toMatchObject({ frames: 0, expertInfo: [], problem: { kind: "unread" } });
  });

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
    expect(dissection.problem).toEqual({
      kind: "damaged",
      message: "is cut short in the middle of a packet",
    });
    expect(dissection.frames).toBe(2);
    expect(linesOf(dissection)).toEqual(["2 warn sequence wireshark-tcp-connection-rst"]);
  });

  it("what is no capture is said, and the next capture is judged", async () => {
    const text = new TextEncoder().encode("GET / HTTP/1.1 and other words that are not a capture");
    expect(await dissector.dissect(text)).toMatchObject({
      frames: 0,
      expertInfo: [],
      problem: { kind: "unread" },
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
