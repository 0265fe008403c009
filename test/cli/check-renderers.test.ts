import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { renderCheckConcise } from "../../cli/render/check-concise.js";
import { renderCheckGithub } from "../../cli/render/check-github.js";
import { formatCheckProgress } from "../../cli/render/check-progress.js";
import { renderCheckSummary } from "../../cli/render/check-summary.js";
import { renderCheckText } from "../../cli/render/check-text.js";
import type { Screen } from "../../cli/render/listing.js";
import { printableJson } from "../../cli/render/printable.js";
import type { Finding } from "../../src/contracts/finding.js";
import { buildCheckReport, judgedFindings, type CheckReport } from "../../src/report/check-report.js";

function screen(columns: number, unicode = true, color = false): Screen {
  return { columns, unicode, colors: pc.createColors(color) };
}

const checksum: Finding = {
  code: "tcp-checksum-wrong",
  severity: "error",
  group: "checksum",
  source: "wiretale",
  frames: [4],
  message: "the TCP checksum is 0xbeef, the octets give 0x7196",
};
const hostile: Finding = {
  code: "wireshark-http-chat",
  severity: "note",
  group: "sequence",
  source: "wireshark",
  frames: [7],
  message: "\u001b]0;owned\u0007\n::error file=x::100% \u202egnp.exe\r",
};

function reportOf(findings: readonly Finding[], name = "a.pcap"): CheckReport {
  return buildCheckReport({
    name,
    file: `/tmp/${name}`,
    format: "pcap",
    profile: "real",
    frames: 12,
    linkTypes: [
      { linkType: 1, name: "Ethernet", frames: 10 },
      { linkType: 147, name: "link type 147", frames: 2 },
    ],
    wireshark: { kind: "asked", adapter: "tshark", version: "4.0.17" },
    ours: judgedFindings(findings.filter(({ source }) => source === "wiretale")),
    wiresharks: judgedFindings(findings.filter(({ source }) => source === "wireshark")),
    ignoredRules: new Set(),
  });
}

const why = () => "The receiver drops the segment. (RFC 9293 section 3.1)";

describe("the text of a check", () => {
  it("groups, wraps at the screen's width, and keeps filters on one line", () => {
    const many = [4, 5, 9].map((frame) => ({ ...checksum, frames: [frame] }));
    expect(renderCheckText(reportOf(many), why, screen(60))).toEqual([
      "a.pcap: 12 frames, 10 Ethernet, 2 link type 147",
      "Wiretale   3 errors, 0 warnings, 0 notes, 0 chats (profile",
      "           real)",
      "Wireshark  0 errors, 0 warnings, 0 notes, 0 chats (4.0.17 by",
      "           tshark)",
      "",
      "error  tcp-checksum-wrong: 3 findings in frames 4-5, 9",
      "       the TCP checksum is 0xbeef, the octets give 0x7196",
      "       why: The receiver drops the segment. (RFC 9293",
      "         section 3.1)",
      "       filter: frame.number in {4..5, 9}",
    ]);
  });

  it("says of many messages the first three, and how many more there are", () => {
    const many = [1, 2, 3, 4, 5].map((frame) => ({
      ...checksum,
      frames: [frame],
      message: `words ${frame}`,
    }));
    const text = renderCheckText(reportOf(many), why, screen(80));
    expect(text.slice(5)).toEqual([
      "       - frame 1: words 1",
      "       - frame 2: words 2",
      "       - frame 3: words 3",
      "         and 2 more, in other words",
      "       why: The receiver drops the segment. (RFC 9293 section 3.1)",
      "       filter: frame.number in {1..5}",
    ]);
  });

  it("colours the worst where the terminal has colours", () => {
    const text = renderCheckText(reportOf([checksum]), why, screen(80, true, true)).join("\n");
    expect(text).toContain("\u001b[31merror\u001b[39m");
    expect(text).toContain("\u001b[31mWiretale   1 error");
  });
});

describe("what a capture's author chose", () => {
  const report = reportOf([hostile], "b\u001b[2J%,:.pcap");
  const outputs: readonly (readonly [string, readonly string[]])[] = [
    ["full", renderCheckText(report, why, screen(80))],
    ["concise", renderCheckConcise(report, screen(80))],
    ["github", renderCheckGithub(report)],
    ["ASCII", renderCheckText(report, why, screen(80, false))],
  ];
  it.each(outputs)("is shown escaped: %s", (_name, lines) => {
    const text = lines.join("\n");
    // Our own line ends are the only control characters.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
    expect(text).toContain("\\x1b]0;owned\\x07");
    expect(lines.filter((line) => line.startsWith("::error"))).toEqual([]);
  });

  it("is shown escaped in JSON, which means the same", () => {
    const json = printableJson(JSON.stringify({ message: hostile.message, tag: "\u{e0041}é" }));
    expect(json).toMatch(/^[\x20-\x7eé]+$/u);
    expect(JSON.parse(json)).toEqual({ message: hostile.message, tag: "\u{e0041}é" });
  });
});

describe("lines for programs", () => {
  it("concise: a line for each message, none for a clean file", () => {
    const many = [4, 5, 9].map((frame) => ({ ...checksum, frames: [frame] }));
    expect(renderCheckConcise(reportOf([...many, { ...checksum, frames: [] }]), screen(40))).toEqual([
      "a.pcap:4-5,9: error: the TCP checksum is 0xbeef, the octets give 0x7196 [tcp-checksum-wrong]",
    ]);
    expect(renderCheckConcise(reportOf([{ ...checksum, frames: [] }]), screen(40))).toEqual([
      "a.pcap: error: the TCP checksum is 0xbeef, the octets give 0x7196 [tcp-checksum-wrong]",
    ]);
    expect(renderCheckConcise(reportOf([]), screen(40))).toEqual([]);
  });

  it("github: a command for each rule, with properties and data escaped as the runner unescapes them", () => {
    const warn = { ...checksum, code: "a-warn", severity: "warn", message: "50% of a, b: c" } as const;
    const chat = { ...checksum, code: "a-chat", severity: "chat", message: "hello" } as const;
    expect(renderCheckGithub(reportOf([chat, warn, checksum, hostile], "50%, x:y.pcap"))).toEqual([
      "::error file=50%25%2C x%3Ay.pcap,title=tcp-checksum-wrong::frame 4: the TCP checksum is 0xbeef, the octets give 0x7196 [tcp-checksum-wrong, 1x]",
      "::warning file=50%25%2C x%3Ay.pcap,title=a-warn::frame 4: 50%25 of a, b: c [a-warn, 1x]",
      "::notice file=50%25%2C x%3Ay.pcap,title=wireshark-http-chat::frame 7: \\x1b]0;owned\\x07\\n::error file=x::100%25 \\u202egnp.exe\\r [wireshark-http-chat, 1x]",
      "::debug::50%25, x:y.pcap: frame 4: hello [a-chat, 1x]",
    ]);
  });
});

it("the summary of many rules shows the worst and counts the rest", () => {
  const rules = Array.from({ length: 45 }, (_, index) => ({
    code: `rule-${index}`,
    severity: "note" as const,
    findings: 1,
    files: 1,
  }));
  const worst = { error: 0, warn: 0, note: 2, chat: 1, clean: 4 };
  const lines = renderCheckSummary(
    { files: 7, unread: 1, frames: 90, withoutWireshark: 2, worst, rules },
    screen(200),
  );
  expect(lines[0]).toBe(
    "7 files judged (90 frames): 0 with errors, 0 with warnings at most, 3 with notes or chats only, 4 with none, 1 could not be read, 2 without Wireshark's word",
  );
  expect(lines).toHaveLength(2 + 40 + 1);
  expect(lines.at(-1)).toBe("and 5 more lines");
});

it("the bar shows files and the part of the one under way, in one line", () => {
  const progress = { done: 102, total: 297, name: "captures/b.pcap", part: 0.5 };
  expect(formatCheckProgress(progress, screen(80, false))).toBe(
    "[########----------------]  34%  102/297  b.pcap",
  );
  expect(formatCheckProgress({ done: 0, total: 1, name: "x", part: 7 }, screen(80))).toBe(
    `[${"█".repeat(24)}] 100%  0/1  x`,
  );
  const narrow = formatCheckProgress({ ...progress, name: "n".repeat(100) }, screen(60));
  expect([...narrow]).toHaveLength(57);
});
