import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAssembleTimeline, type AssembledTimeline } from "../../activities/assemble-timeline.js";
import type { TimelineEntry } from "../../activities/timeline-part.js";
import { createValidateTimeline } from "../../activities/validate-timeline.js";
import { formatFrameRecords, toHex } from "../../src/capture/frame-records.js";
import { decodePcap } from "../../src/capture/pcap.js";
import type { FrameRecord, TimelineConversationName } from "../../src/contracts/day.js";
import type { Finding } from "../../src/contracts/finding.js";
import { formatEpochMicros } from "../../src/contracts/time.js";
import type { CapturePoint, Timeline } from "../../src/contracts/timeline.js";
import type { FrameLabel } from "../../src/report/labels.js";
import type { Said } from "../../src/timeline/client-state.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf, type DecodedFrame } from "../../src/wire/decoded-frame.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { expertInfoToFindings } from "../../src/wireshark/expert-info.js";
import { createWiregasmDissector } from "../../src/wireshark/wiregasm.js";
import { activityDependencies } from "../support/activity-dependencies.js";
import { dayRequest } from "../support/day-request.js";
import { live, timelineOf } from "../timeline/live-acts.js";

/** Scenarios lived without Temporal, then assembled and judged as the workflow has it done: what a capture elsewhere comes to. */
const wiregasm = createWiregasmDissector();
afterAll(() => wiregasm.close());

/** The example, and a connection that the server refuses. */
const example = readFileSync("examples/at-the-server.yaml", "utf8").replace(
  "  phone:\n    -",
  '    - { do: fetch, url: "http://www.example.org:8080/" }\n  phone:\n    -',
);
const capturedAt = (place: string) =>
  timelineOf(example.replace("capture: web", `capture: ${place}`).replace(/, mac: "b0[^"]*"/u, ""), 7);

interface Captured {
  readonly assembled: AssembledTimeline;
  readonly bytes: Uint8Array;
  readonly frames: readonly { readonly timeNanos: bigint; readonly decoded: DecodedFrame }[];
  readonly labels: readonly FrameLabel[];
  readonly findings: readonly Finding[];
  readonly wireshark: readonly Finding[];
}

async function capture(timeline: Timeline): Promise<Captured> {
  const dependencies = activityDependencies();
  const { store } = dependencies;
  const put = (text: string) => store.put(new TextEncoder().encode(text), "application/json");
  const textOf = async (reference: AssembledTimeline["labels"]) =>
    new TextDecoder().decode(await store.get(reference));
  const entries: TimelineEntry[] = [];
  let said: Said | undefined;
  for (const { name: client } of timeline.clients) {
    const { had, state } = live(timeline, { client, seed: 7, ...(said === undefined ? {} : { said }) });
    said = state.said;
    for (const { next, summary, frames, taught, findings } of had) {
      expect(findings).toEqual([]);
      const records = frames.map(({ timeNanos, decoded }): FrameRecord => ({
        time: formatEpochMicros(timeNanos / 1000n),
        hex: toHex(decoded.bytes),
        layers: [],
        line: 1,
        filled: [],
      }));
      entries.push({
        result: {
          status: "done",
          conversation: next.name as TimelineConversationName,
          summary,
          attempts: [],
          frames: await put(formatFrameRecords(records)),
        },
        uses: next.uses,
        taught,
        ends: { client, peer: next.described.framing.peer.name },
      });
    }
  }
  const assembled = await createAssembleTimeline(dependencies)({
    parts: [await put(JSON.stringify(entries))],
    experts: dayRequest("a test").experts,
    timeline,
  });
  const { findings } = await createValidateTimeline(dependencies)({ assembled, timeline });
  const bytes = await store.get(assembled.capture);
  const decoded = decodePcap(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return {
    assembled,
    bytes,
    frames: decoded.value.capture.frames.map(({ timeNanos, bytes: octets, frameNumber }) => ({
      timeNanos,
      decoded: decodeFrame(octets, linkTypes.ethernet, frameNumber),
    })),
    labels: (await textOf(assembled.labels))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as FrameLabel),
    findings: JSON.parse(await textOf(findings)) as Finding[],
    wireshark: expertInfoToFindings(await wiregasm.dissect(bytes)),
  };
}

/** Frames that an interface at one place has in common with another's, by what no router on the way changes. */
const packetOf = ({ decoded }: Captured["frames"][number]) => {
  const ipv4 = layerOf(decoded, "ipv4");
  return ipv4 === undefined
    ? undefined
    : `${ipv4.header.source} ${ipv4.header.identification} ${toHex(decoded.bytes.subarray(ipv4.payloadOffset))}`;
};
/** Of all but chats, which say what every connection does. */
const codes = (findings: readonly Finding[]) =>
  [...new Set(findings.filter(({ severity }) => severity !== "chat").map(({ code }) => code))].sort();
/** Wireshark's word on connections that close, and on the one that is refused. */
const closings = [
  "wireshark-tcp-connection-fin-active",
  "wireshark-tcp-connection-fin-passive",
  "wireshark-tcp-connection-rst",
];

let atClient: Captured;
let atServer: Captured;
let atRouter: Captured;
let point: Extract<CapturePoint, { kind: "server" }>;

beforeAll(async () => {
  const timeline = timelineOf(example, 7);
  if (timeline.capturePoint?.kind !== "server") throw new Error("no capture at a server");
  point = timeline.capturePoint;
  atServer = await capture(timeline);
  atClient = await capture(capturedAt("client"));
  atRouter = await capture(capturedAt("router"));
}, 60_000);

describe("a scenario captured at a server", () => {
  it("has the packets of both clients with that server, and no others", () => {
    const ends = new Set(
      atServer.frames.map(({ decoded }) => {
        const header = layerOf(decoded, "ipv4")?.header;
        return [header?.source ?? "none", header?.destination ?? "none"].sort().join(" ");
      }),
    );
    expect([...ends].sort()).toEqual(["192.168.7.20 203.0.113.80", "192.168.7.31 203.0.113.80"]);
    const withWeb = atClient.frames.filter(({ decoded }) => {
      const header = layerOf(decoded, "ipv4")?.header;
      return header?.source === "203.0.113.80" || header?.destination === "203.0.113.80";
    });
    expect(atServer.frames.map(packetOf).sort()).toEqual(withWeb.map(packetOf).sort());
    expect(atServer.assembled.frameCount).toBe(withWeb.length);
  });

  it("has them in the server's frames, with the TTLs there, 12 ms from the clients", () => {
    const seenByClient = new Map(atClient.frames.map((frame) => [packetOf(frame), frame.timeNanos]));
    for (const frame of atServer.frames) {
      const ethernet = layerOf(frame.decoded, "ethernet")?.header;
      const ipv4 = layerOf(frame.decoded, "ipv4");
      const moved = frame.timeNanos - (seenByClient.get(packetOf(frame)) ?? 0n);
      expect(ipv4?.checksumStatus).toBe("good");
      if (ipv4?.header.source === "203.0.113.80") {
        expect(ethernet).toMatchObject({ source: "b0:83:fe:91:0c:2d", destination: point.routerMac });
        expect(ipv4.header.ttl).toBe(64);
        expect(moved).toBe(-12_000_000n);
      } else {
        expect(ethernet).toMatchObject({ source: point.routerMac, destination: "b0:83:fe:91:0c:2d" });
        // Nine routers.
        expect(ipv4?.header.ttl).toBe(55);
        expect(moved).toBe(12_000_000n);
      }
    }
  });

  it("is in the order of time, and nothing is wrong with it", () => {
    const times = atServer.frames.map(({ timeNanos }) => timeNanos);
    expect(times).toEqual([...times].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0)));
    expect(atServer.findings).toEqual([]);
    expect(codes(atServer.wireshark)).toEqual(closings);
    const refused = atServer.wireshark.filter(({ code }) => code === "wireshark-tcp-connection-rst");
    for (const { frames } of refused)
      for (const number of frames) expect(atServer.assembled.refused).toContain(number);
  });

  it("labels each frame with its own time, and says of facts that it does not show where they were learned", () => {
    expect(atServer.labels.map(({ time }) => time)).toEqual(
      atServer.frames.map(({ timeNanos }) => formatEpochMicros(timeNanos / 1000n)),
    );
    const [ping] = atServer.labels;
    expect(ping?.conversation).toBe("desk-003-icmp");
    expect(ping?.factsUsed).toEqual([
      { fact: "hardwareAddress", of: "192.168.7.1", value: "50:c7:bf:2e:40:11", learnedIn: "desk-001-arp" },
      { fact: "addresses", of: "www.example.org", value: ["203.0.113.80"], learnedIn: "desk-002-dns" },
    ]);
    // Where a page has moved is said by the server itself.
    const [moved, ...others] = atServer.labels.filter(({ factsLearned }) => factsLearned.length > 0);
    expect(others).toEqual([]);
    expect(moved?.factsLearned).toMatchObject([
      { fact: "redirect", value: "/list", frameNumber: moved?.frameNumber },
    ]);
    const message = atServer.frames[(moved?.frameNumber ?? 0) - 1]?.decoded.bytes;
    expect(new TextDecoder().decode(message)).toContain("Location: /list");
    expect(atServer.assembled.learned).toEqual({});
  });

  it("is the same each time", async () => {
    const again = await capture(timelineOf(example, 7));
    expect(again.bytes).toEqual(atServer.bytes);
  });

  it("has nothing where nobody talks to that server", async () => {
    const idle = example.replace(/acts:\n[^]*$/u, "acts: { desk: [{ do: ping, target: router, count: 1 }] }");
    const { assembled } = await capture(timelineOf(idle, 7));
    expect(assembled.frameCount).toBe(0);
  });
});

describe("a scenario captured at the router", () => {
  it("has the octets of the clients' frames, each 0.2 ms nearer to the router", () => {
    expect(atRouter.frames.length).toBe(atClient.frames.length);
    const hexOf = ({ decoded }: Captured["frames"][number]) => toHex(decoded.bytes);
    expect(atRouter.frames.map(hexOf).sort()).toEqual(atClient.frames.map(hexOf).sort());
    // The first is the question for the router, the last the end of a connection, a client's too.
    const [first, reply] = atRouter.frames;
    expect(first?.timeNanos).toBe((atClient.frames[0]?.timeNanos ?? 0n) + 200_000n);
    expect(reply?.timeNanos).toBe((atClient.frames[1]?.timeNanos ?? 0n) - 200_000n);
    expect(
      atRouter.frames.every(
        ({ timeNanos }, index) => timeNanos >= (atRouter.frames[index - 1]?.timeNanos ?? 0n),
      ),
    ).toBe(true);
  });

  it("has nothing wrong with it, and facts by its own frame numbers", () => {
    expect(atRouter.findings).toEqual([]);
    expect(codes(atRouter.wireshark)).toEqual(closings);
    const facts = atRouter.labels.flatMap(({ factsUsed }) => factsUsed);
    expect(facts.length).toBeGreaterThan(0);
    for (const { fact, value, frameNumber } of facts) {
      const decoded = atRouter.frames[(frameNumber ?? 0) - 1]?.decoded;
      if (fact === "hardwareAddress" && decoded !== undefined)
        expect(layerOf(decoded, "arp")?.header.senderHardwareAddress).toBe(value);
      if (fact === "addresses" && decoded !== undefined)
        expect(layerOf(decoded, "dns")?.message.answers.length).toBeGreaterThan(0);
    }
    expect(atRouter.assembled.learned.routerMac).toEqual({ value: "50:c7:bf:2e:40:11", frameNumber: 2 });
  });
});
