import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/contracts/finding.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { buildCheckReport, judgedFindings } from "../../src/report/check-report.js";
import { pageBounds } from "../../src/report/page/bounds.js";
import { toBase64 } from "../../src/report/page/base64.js";
import type { CaptureData } from "../../src/report/page/capture-data.js";
import { CaptureRecorder } from "../../src/report/page/capture-recorder.js";
import { checkPage } from "../../src/report/page/check-page.js";
import { describeCapture } from "../../src/report/page/summary.js";
import { pageHtml } from "../../src/report/page/page-html.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { arpFrame, dnsDatagram, numbered, segment } from "../flow/build-frames.js";
import { octets } from "../wire/octets.js";

const laptopMac = "3c:22:fb:5a:19:c4";
const routerMac = "50:c7:bf:8e:71:03";

/** Puts an Ethernet header before an IP packet. */
function framed(destination: string, source: string, packet: Uint8Array): Uint8Array {
  const header = octets(`${destination.replaceAll(":", "")} ${source.replaceAll(":", "")} 0800`);
  return new Uint8Array([...header, ...packet]);
}

const question = { name: "a.test", type: 1, class: 1 };

/** ARP, DNS and the beginning of a connection, a millisecond apart; frame 7 is sent again in frame 8. */
const day: readonly Uint8Array[] = [
  arpFrame(1, "192.168.1.23", "192.168.1.1", { senderHardwareAddress: laptopMac }),
  arpFrame(2, "192.168.1.1", "192.168.1.23", {
    senderHardwareAddress: routerMac,
    targetHardwareAddress: laptopMac,
  }),
  framed(routerMac, laptopMac, dnsDatagram(">", { transactionId: 7, rd: 1, questions: [question] })),
  framed(
    laptopMac,
    routerMac,
    dnsDatagram("<", {
      transactionId: 7,
      qr: 1,
      rd: 1,
      questions: [question],
      answers: [{ name: "a.test", ttl: 60, rdata: { kind: "a", address: "203.0.113.80" } }],
    }),
  ),
  framed(routerMac, laptopMac, segment("> S", 100)),
  framed(laptopMac, routerMac, segment("< SA", 500, "", { acknowledgmentNumber: 101 })),
  framed(routerMac, laptopMac, segment("> PA", 101, "hello", { acknowledgmentNumber: 501 })),
  framed(routerMac, laptopMac, segment("> PA", 101, "hello", { acknowledgmentNumber: 501 })),
];

function record(frames: readonly FlowFrame[], bounds = pageBounds): CaptureData {
  const recorder = new CaptureRecorder(bounds);
  for (const frame of frames) recorder.observe(frame);
  return recorder.finish();
}

describe("a capture's page data", () => {
  const capture = record(numbered(day, 1));

  it("has a row and an arrow for each frame", () => {
    expect(capture.frames.map(({ frameNumber, time, label }) => `${frameNumber} ${time} ${label}`)).toEqual([
      "1 0.000000 who has 192.168.1.1?",
      "2 0.001000 is at 50:c7:bf:8e:71:03",
      "3 0.002000 query A a.test",
      "4 0.003000 answer A a.test A 203.0.113.80",
      "5 0.004000 SYN",
      "6 0.005000 SYN, ACK",
      "7 0.006000 PSH, ACK, 5 bytes",
      "8 0.007000 PSH, ACK, 5 bytes",
    ]);
  });

  it("calls hosts by the names that DNS answers gave them", () => {
    expect(capture.hosts).toEqual([
      { name: "a.test", address: "203.0.113.80" },
      { name: "192.168.1.23", address: "" },
      { name: "192.168.1.1", address: "" },
    ]);
    expect(capture.frames.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "1 2", "2 1", "1 2", "2 1", "1 0", "0 1", "1 0", "1 0",
    ]); // prettier-ignore
  });

  it("puts both directions into one conversation", () => {
    expect(capture.frames.map(({ conversation }) => conversation)).toEqual([0, 0, 1, 1, 2, 2, 2, 2]);
    expect(capture.conversations.map(({ protocol, client, server, frames, first, last }) => [
      protocol, client, server, frames, first, last,
    ])).toEqual([
      ["ARP", "192.168.1.23", "192.168.1.1", 2, 1, 2],
      ["DNS", "192.168.1.23:40000", "192.168.1.1:53", 2, 3, 4],
      ["TCP", "192.168.1.23:51514", "203.0.113.80:80", 4, 5, 8],
    ]); // prettier-ignore
  });

  it("marks what is sent again, and that alone", () => {
    expect(capture.frames.map(({ mark }) => mark)).toEqual([
      ...Array<undefined>(7).fill(undefined),
      "retransmission",
    ]);
  });

  it("draws the chain of what frames teach", () => {
    expect(capture.facts).toEqual([
      {
        kind: "hardware-address",
        subject: "192.168.1.1",
        values: [routerMac],
        askedIn: 1,
        readFrom: 2,
        usedIn: [
          { first: 3, last: 3 },
          { first: 5, last: 5 },
          { first: 7, last: 8 },
        ],
        usedFrames: 4,
      },
      {
        kind: "name-address",
        subject: "a.test",
        values: ["203.0.113.80"],
        askedIn: 3,
        readFrom: 4,
        usedIn: [{ first: 5, last: 8 }],
        usedFrames: 4,
      },
    ]);
  });

  it("measures from a request to its answer", () => {
    expect(capture.roundTrips).toEqual([
      { kind: "ARP", request: 1, answer: 2, seconds: 0.001 },
      { kind: "DNS", request: 3, answer: 4, seconds: 0.001 },
      { kind: "TCP handshake", request: 5, answer: 6, seconds: 0.001 },
      { kind: "TCP acknowledgment", request: 6, answer: 7, seconds: 0.001 },
    ]);
  });

  it("keeps every octet", () => {
    for (const [index, { octets: text }] of capture.frames.entries())
      expect([...Buffer.from(text, "base64")]).toEqual([...(day[index] ?? [])]);
  });

  it("names the sender of a frame without an IP address by its hardware address", () => {
    const unknown = octets("ffffffffffff 3c22fb5a19c4 88b5 0000");
    const [frame] = record(numbered([unknown], 1)).frames;
    expect(frame).toMatchObject({ from: 0, to: 1, conversation: 0 });
  });

  it("is cut where it has too many frames, and says so", () => {
    const cut = record(numbered(day, 1), { ...pageBounds, frames: 3 });
    expect(cut.frames).toHaveLength(3);
    expect(cut.totalFrames).toBe(8);
    expect(cut.cut).toContain("the first 3 of 8 frames");
    expect(cut.facts[0]?.usedFrames).toBe(1);
  });

  it("is cut where it has too many octets", () => {
    const cut = record(numbered(day, 1), { ...pageBounds, octets: 2 * 42 + 10 });
    expect(cut.frames).toHaveLength(2);
  });

  it("of a capture without frames is empty", () => {
    expect(record([])).toEqual({
      frames: [], totalFrames: 0, hosts: [], conversations: [], facts: [], roundTrips: [],
    }); // prettier-ignore
  });
});

describe("base64", () => {
  // RFC 4648 section 10.
  it.each([
    ["", ""], ["f", "Zg=="], ["fo", "Zm8="], ["foo", "Zm9v"], ["foob", "Zm9vYg=="], ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ])("of %j is %j", (text, expected) => expect(toBase64(new TextEncoder().encode(text))).toBe(expected)); // prettier-ignore

  it("goes on where a chunk ends", () => {
    const bytes = Uint8Array.from({ length: 10_000 }, (_, index) => index & 0xff);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  });
});

const fault: Finding = {
  code: "tcp-ack-of-unsent-data",
  severity: "error",
  group: "sequence",
  source: "wiretale",
  frames: [7],
  message: "acknowledges 501, of which nothing was sent",
};

function page(name: string, findings: readonly Finding[]) {
  const report = buildCheckReport({
    name,
    file: "/x.pcap",
    format: "pcap",
    profile: "real",
    frames: 8,
    linkTypes: [{ linkType: 1, name: "Ethernet", frames: 8 }],
    wireshark: { kind: "missing", reason: "there is none" },
    ours: judgedFindings(findings),
    wiresharks: judgedFindings([]),
    ignoredRules: new Set(),
  });
  return checkPage(report, record(numbered(day, 1)), {
    explain: ({ code }) => ({ finds: `finds ${code}`, why: "because" }),
    wiretale: "1.2.3",
  });
}

describe("the page of a check", () => {
  it("says what happened and whether it is right", () => {
    const { summary, worst } = page("day.pcap", [fault]);
    expect(summary).toBe(
      "8 frames of 3 conversations between 3 hosts in 0.007000 s: 4 TCP, 2 ARP, 2 DNS. " +
        "Wiretale finds 1 error. Wireshark was not asked: there is none.",
    );
    expect(worst).toBe("error");
  });

  it("counts from the earliest frame where times run back", () => {
    const back = numbered(day, 1).map((frame) => ({ ...frame, timeNanos: -frame.timeNanos }));
    expect(describeCapture(record(back), [])).toContain(" in 0.007000 s");
  });

  it("carries the page of each rule that found something, and of no other", () => {
    expect(page("day.pcap", [fault]).rules).toEqual({
      "tcp-ack-of-unsent-data": { finds: "finds tcp-ack-of-unsent-data", why: "because" },
    });
    expect(page("day.pcap", []).worst).toBe("clean");
  });

  it("counts what is not listed", () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ ...fault, frames: [index + 1] }));
    const [group] = page("day.pcap", many).findings;
    expect(group).toMatchObject({ total: 500, ranges: [{ first: 1, last: 500 }] });
    expect(group?.listed).toHaveLength(pageBounds.findingsPerRule);
  });
});

describe("the file", () => {
  const assets = {
    version: "1.2.3",
    script: "run()",
    style: "p{}",
    scriptDigest: "sha256-abc=",
    styleDigest: "sha256-def=",
  };
  const hostile = `</script><script>alert(1)</script><!-- "'& \u202e\u2028`;
  const html = pageHtml(page(hostile, [{ ...fault, message: hostile }]), assets);

  it("lets nothing run and nothing be fetched but what is its own", () => {
    expect(/content="(default-src[^"]*)"/u.exec(html)?.[1]).toBe(
      "default-src 'none'; script-src 'sha256-abc='; style-src 'sha256-def='; img-src data:; base-uri 'none'; form-action 'none'",
    );
  });

  it("has no element that a name could make", () => {
    expect(html.match(/<script[ >]/gu)).toHaveLength(2);
    expect(html.match(/<\/script>/gu)).toHaveLength(2);
    expect(html).not.toContain("<!--");
    expect(html).not.toMatch(/[\u2028\u2029\u202e]/u);
  });

  it("keeps what is in the data", () => {
    const data = /<script type="application\/json" id="report-data">(.*?)<\/script>/su.exec(html)?.[1] ?? "";
    expect(JSON.parse(data)).toMatchObject({
      title: hostile,
      findings: [{ listed: [{ message: hostile }] }],
    });
  });
});

it("decodes the frames of this test", () => {
  for (const bytes of day) expect(decodeFrame(bytes, 1).error).toBeUndefined();
});
