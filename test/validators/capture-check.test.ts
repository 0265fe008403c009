import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeCapture } from "../../src/capture/read-capture.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { CaptureCheck } from "../../src/validators/capture-check.js";
import { checkFrames } from "../../src/validators/check-frames.js";
import { checkLimits } from "../../src/validators/check-limits.js";
import type { CheckProfile } from "../../src/validators/rule.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { notTested, testData } from "../support/not-tested.js";
import { arpExchange, change, frames, httpExchange, wholeDay, without } from "./day-frames.js";

/** Judges frames that come in one buffer, which is overwritten as soon as each was observed. */
function checkOverwritten(given: readonly FlowFrame[], profile: CheckProfile) {
  const check = new CaptureCheck({ profile });
  const buffer = new Uint8Array(65_536);
  for (const { frameNumber, timeNanos, decoded } of given) {
    buffer.set(decoded.bytes);
    const bytes = buffer.subarray(0, decoded.bytes.length);
    check.observe({
      frameNumber,
      timeNanos,
      decoded: decodeFrame(bytes, decoded.linkType, frameNumber, decoded.length),
    });
    buffer.fill(0xa5);
  }
  return check.finish().findings;
}

describe("nothing is kept of a frame", () => {
  it.each(["real", "generated"] as const)("but what findings need, as %s traffic", (profile) => {
    const faulty = [
      ...without(wholeDay, 3),
      ...change(httpExchange, 6, {
        tcp: { checksum: 1 },
        text: "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
      }),
      ...change(arpExchange, 2, { arp: { senderHardwareAddress: "04:92:26:8e:71:99" } }),
    ];
    const given = frames(faulty);
    const findings = checkFrames(given, { profile });
    expect(findings.length).toBeGreaterThan(4);
    expect(checkOverwritten(given, profile)).toEqual(findings);
  });

  if (testData === undefined) {
    notTested("the judge of streams", "set WIRETALE_TEST_DATA to the folder that holds captures/");
  } else {
    it.each(["real", "generated"] as const)("of a real day, as %s traffic", (profile) => {
      const decoded = decodeCapture(
        readFileSync(join(testData ?? "", "captures/real/curl-nginx-dnsmasq.pcap")),
      );
      const given = (decoded.ok ? decoded.value.frames : [])
        // Every seventh frame is lost, so that there is something to say.
        .filter(({ frameNumber }) => frameNumber % 7 !== 0)
        .map(({ frameNumber, timeNanos, bytes }) => ({
          frameNumber,
          timeNanos,
          decoded: decodeFrame(bytes, 1),
        }));
      const findings = checkFrames(given, { profile });
      expect(findings.length).toBeGreaterThan(20);
      expect(checkOverwritten(given, profile)).toEqual(findings);
    });
  }
});

describe("everything is counted, the first of each rule are listed", () => {
  const requests = [1, 2, 3, 4, 5].map((last) => ({
    ...arpExchange[0],
    arp: { ...arpExchange[0]?.arp, targetProtocolAddress: `192.168.1.${last}` },
  }));

  it("and the rest is said to be left out", () => {
    const check = new CaptureCheck({ profile: "real" }, { ...checkLimits, findingsPerRule: 2 });
    for (const frame of frames(requests)) check.observe(frame);
    const { findings, counts, totals, frames: count } = check.finish();
    expect(findings.map(({ code, frames: [first] }) => `${code} ${first}`)).toEqual([
      "arp-request-unanswered 1",
      "arp-request-unanswered 2",
      "check-limit-reached 3",
    ]);
    expect(findings.at(-1)?.message).toBe(
      "2 findings of arp-request-unanswered are listed, 3 more are counted only",
    );
    expect(counts).toEqual({ chat: 0, note: 6, warn: 0, error: 0 });
    expect([...totals]).toEqual([
      ["arp-request-unanswered", 5],
      ["check-limit-reached", 1],
    ]);
    expect(count).toBe(5);
  });
  it("of each severity", () => {
    const check = new CaptureCheck({ profile: "generated" });
    for (const frame of frames(requests)) check.observe(frame);
    expect(check.finish().counts).toEqual({ chat: 0, note: 0, warn: 0, error: 5 });
  });
});

it("an empty capture has nothing to say", () => {
  expect(new CaptureCheck({ profile: "generated" }).finish()).toEqual({
    findings: [],
    counts: { chat: 0, note: 0, warn: 0, error: 0 },
    totals: new Map(),
    countsByRule: new Map(),
    frames: 0,
  });
});
