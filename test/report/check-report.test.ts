import { describe, expect, it } from "vitest";
import type { Finding, Severity } from "../../src/contracts/finding.js";
import { checkDocument } from "../../src/report/check-document.js";
import { buildCheckReport, judgedFindings, type CheckFacts } from "../../src/report/check-report.js";
import { CheckTally } from "../../src/report/check-tally.js";
import { groupFindings } from "../../src/report/finding-groups.js";
import {
  describeFrameRanges,
  formatFrameRanges,
  frameRanges,
  framesFilter,
} from "../../src/report/frame-ranges.js";

function finding(
  code: string,
  severity: Severity,
  frames: readonly number[],
  more: Partial<Finding> = {},
): Finding {
  return { code, severity, group: "protocol", source: "wiretale", frames, message: `${code}!`, ...more };
}

describe("ranges of frames", () => {
  it("join neighbours in any order, repeated or not", () => {
    expect(frameRanges([9, 3, 7, 8, 3, 1])).toEqual([
      { first: 1, last: 1 },
      { first: 3, last: 3 },
      { first: 7, last: 9 },
    ]);
    expect(frameRanges([])).toEqual([]);
  });

  it("are written out up to a limit, and the frames of the rest counted", () => {
    const ranges = frameRanges([1, 3, 4, 5, 8, 9, 11]);
    expect(formatFrameRanges(ranges, 8)).toBe("1, 3-5, 8-9, 11");
    expect(formatFrameRanges(ranges, 2)).toBe("1, 3-5 and 3 more");
    expect(describeFrameRanges(frameRanges([4]), 8)).toBe("frame 4");
    expect(describeFrameRanges(frameRanges([4, 5]), 8)).toBe("frames 4-5");
    expect(describeFrameRanges([], 8)).toBe("the whole capture");
  });

  it("are a display filter, of the first of them where they are many", () => {
    expect(framesFilter([])).toBeUndefined();
    expect(framesFilter(frameRanges([4]))).toBe("frame.number == 4");
    expect(framesFilter(frameRanges([4, 5, 9]))).toBe("frame.number in {4..5, 9}");
    const odd = Array.from({ length: 100 }, (_, index) => 2 * index + 1);
    expect(framesFilter(frameRanges(odd))).toMatch(/^frame\.number in \{1, 3, .*, 63\}$/u);
  });
});

describe("groups of findings", () => {
  it("are by severity and rule, worst first, with each message once", () => {
    const groups = groupFindings([
      finding("b-late", "error", [9]),
      finding("a-note", "note", [1]),
      finding("a-early", "error", [2], { message: "two words" }),
      finding("a-early", "error", [3], { message: "two words", hint: "mend it" }),
      finding("a-early", "error", [7], { message: "others" }),
      finding("a-early", "warn", [1]),
    ]);
    expect(groups.map(({ severity, code, findings }) => `${severity} ${code} ${findings}`)).toEqual([
      "error a-early 3",
      "error b-late 1",
      "warn a-early 1",
      "note a-note 1",
    ]);
    expect(groups[0]).toMatchObject({
      ranges: [
        { first: 2, last: 3 },
        { first: 7, last: 7 },
      ],
      messages: [
        { message: "two words", findings: 2, ranges: [{ first: 2, last: 3 }] },
        { message: "others", findings: 1, ranges: [{ first: 7, last: 7 }] },
      ],
      hint: "mend it",
      filter: "frame.number in {2..3, 7}",
    });
  });

  it("have the filter of a rule that has one for all, and frames for all else", () => {
    const same = { filter: "eth.src.ig == 1" };
    const [ours] = groupFindings([finding("a", "warn", [1], same), finding("a", "warn", [5], same)]);
    expect(ours?.filter).toBe("eth.src.ig == 1");
    const reset = (frame: number) =>
      finding("w", "warn", [frame], {
        source: "wireshark",
        filter: `frame.number == ${frame} && tcp.connection.rst`,
      });
    expect(groupFindings([reset(1), reset(3)])[0]?.filter).toBe("frame.number in {1, 3}");
    const many = Array.from({ length: 40 }, (_, index) => reset(2 * index + 1));
    expect(groupFindings(many)[0]?.filter).toBe("tcp.connection.rst");
    const mixed = many.map((each, index) => ({
      ...each,
      filter: `frame.number == ${index} && x == ${index}`,
    }));
    expect(groupFindings(mixed)[0]?.filter).toMatch(/^frame\.number in \{1, 3, /u);
  });

  it("of the whole capture have no frames and no filter", () => {
    const [group] = groupFindings([finding("capture-truncated", "error", [])]);
    expect(group?.ranges).toEqual([]);
    expect(group).not.toHaveProperty("filter");
  });
});

const facts: CheckFacts = {
  name: "a.pcap",
  file: "/tmp/a.pcap",
  format: "pcap",
  profile: "real",
  frames: 9,
  linkTypes: [{ linkType: 1, name: "Ethernet", frames: 9 }],
  wireshark: { kind: "asked", adapter: "wiregasm", version: "4.4.5" },
  ours: judgedFindings([]),
  wiresharks: judgedFindings([]),
  ignoredRules: new Set(),
};

describe("a check report", () => {
  it("counts what is not listed, and leaves ignored rules out of every count", () => {
    const listed = [finding("many", "warn", [1]), finding("few", "error", [2])];
    const countsByRule = new Map([
      ["many", { chat: 0, note: 3, warn: 1000, error: 0 }],
      ["few", { chat: 0, note: 0, warn: 0, error: 1 }],
    ]);
    const wiresharks = judgedFindings([finding("wireshark-x", "chat", [1], { source: "wireshark" })]);
    const all = buildCheckReport({ ...facts, ours: { findings: listed, countsByRule }, wiresharks });
    expect(all.counts).toEqual({ chat: 1, note: 3, warn: 1000, error: 1 });
    expect(all.countsBySource.wiretale).toEqual({ chat: 0, note: 3, warn: 1000, error: 1 });
    expect(all.totals).toEqual({ few: 1, many: 1003, "wireshark-x": 1 });
    expect(all.findings.map(({ code }) => code)).toEqual(["few", "many", "wireshark-x"]);
    const ignoredRules = new Set(["many", "not-there"]);
    const less = buildCheckReport({
      ...facts,
      ours: { findings: listed, countsByRule },
      wiresharks,
      ignoredRules,
    });
    expect(less.counts).toEqual({ chat: 1, note: 0, warn: 0, error: 1 });
    expect(less.ignored).toEqual({ many: 1003 });
    expect(less.findings.map(({ code }) => code)).toEqual(["few", "wireshark-x"]);
  });

  it("is a document that says who spoke for Wireshark, or why nobody did", () => {
    expect(checkDocument(buildCheckReport(facts)).wireshark).toEqual({
      adapter: "wiregasm",
      version: "4.4.5",
    });
    const wireshark = { kind: "missing", reason: "not there" } as const;
    expect(checkDocument(buildCheckReport({ ...facts, wireshark })).wireshark).toEqual({
      missing: "not there",
    });
    expect(checkDocument(buildCheckReport({ ...facts, linkTypes: [] })).linkType).toBeNull();
  });
});

it("a tally counts files by their worst, and each severity of a rule over files", () => {
  const tally = new CheckTally();
  const reportOf = (...findings: Finding[]) => buildCheckReport({ ...facts, ours: judgedFindings(findings) });
  tally.add(reportOf());
  tally.add(reportOf(finding("a", "note", [1]), finding("b", "warn", [1])));
  tally.add(reportOf(finding("a", "note", [1]), finding("a", "error", [2])));
  tally.add({ ...reportOf(finding("c", "chat", [1])), wireshark: { kind: "missing", reason: "none" } });
  tally.addUnread();
  expect(tally.summary()).toEqual({
    files: 4,
    unread: 1,
    frames: 36,
    withoutWireshark: 1,
    worst: { error: 1, warn: 1, note: 0, chat: 1, clean: 1 },
    rules: [
      { code: "a", severity: "error", findings: 1, files: 1 },
      { code: "b", severity: "warn", findings: 1, files: 1 },
      { code: "a", severity: "note", findings: 2, files: 2 },
      { code: "c", severity: "chat", findings: 1, files: 1 },
    ],
  });
});
