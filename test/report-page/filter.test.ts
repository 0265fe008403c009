import { describe, expect, it } from "vitest";
import { filterFrames, isFiltering, noFilter, type Filter } from "../../report-page/filter.js";
import { lanesOf, mostLanes } from "../../report-page/lanes.js";
import { createModel } from "../../report-page/model.js";
import type { Severity } from "../../src/contracts/finding.js";
import type { FrameData } from "../../src/report/page/capture-data.js";
import type { FindingGroupData, ReportPage } from "../../src/report/page/report-page.js";

function frame(frameNumber: number, protocol: string, from: number, to: number, info: string): FrameData {
  return {
    frameNumber, protocol, from, to, info,
    time: `0.00000${frameNumber}`, source: `host-${from}`, destination: `host-${to}`, length: 60,
    label: info, linkType: 1, octets: "", conversation: Math.max(from, to),
  }; // prettier-ignore
}

function group(severity: Severity, first: number, last: number): FindingGroupData {
  return {
    code: `rule-${severity}`, severity, group: "protocol", source: "wiretale", total: 1,
    ranges: [{ first, last }], listed: [{ frames: [first], message: "m" }],
  }; // prettier-ignore
}

const frames = [
  frame(1, "ARP", 0, 1, "Who has 192.168.1.1? Tell 192.168.1.23"),
  frame(2, "DNS", 0, 1, "Standard query 0x1 A Example.com"),
  frame(3, "TCP", 0, 2, "51514 → 80 [SYN]"),
  frame(4, "HTTP", 2, 0, "HTTP/1.1 200 OK"),
];
const page: ReportPage = {
  version: 1,
  wiretale: "1",
  title: "t",
  summary: "",
  worst: "error",
  judges: [],
  protocols: [],
  findings: [group("error", 4, 4), group("note", 2, 4)],
  rules: {},
  capture: {
    frames,
    totalFrames: 4,
    hosts: [0, 1, 2].map((number) => ({ name: `host-${number}`, address: "" })),
    conversations: [0, 1, 2].map((number) => ({
      protocol: "x", client: "a", server: `${number}`, frames: 1, octets: 1, first: 1, last: 1,
    })), // prettier-ignore
    facts: [],
    roundTrips: [],
  },
};
const model = createModel(page);

function left(filter: Partial<Filter>): readonly number[] {
  return filterFrames(model, { ...noFilter, ...filter }).map(({ frameNumber }) => frameNumber);
}

describe("the filter", () => {
  it.each<[string, Partial<Filter>, readonly number[]]>([
    ["none", {}, [1, 2, 3, 4]],
    ["a word, letter case aside", { text: "example" }, [2]],
    ["words in any order", { text: "80 syn" }, [3]],
    ["words that are in no row", { text: "syn 200" }, []],
    ["a protocol", { protocol: "HTTP" }, [4]],
    ["a host, in either place", { host: 2 }, [3, 4]],
    ["a conversation", { conversation: 1 }, [1, 2]],
    ["a severity or worse", { severity: "note" }, [2, 3, 4]],
    ["the worst severity", { severity: "error" }, [4]],
    ["all of them together", { host: 0, severity: "note", text: "dns" }, [2]],
  ])("by %s", (_, filter, expected) => expect(left(filter)).toEqual(expected));

  it("knows that it hides nothing", () => {
    expect(isFiltering(noFilter)).toBe(false);
    expect(isFiltering({ ...noFilter, host: 0 })).toBe(true);
  });
});

describe("a frame's severity", () => {
  it("is the worst of its findings", () => {
    expect([1, 2, 3, 4].map((number) => model.severityOf.get(number))).toEqual([
      undefined,
      "note",
      "note",
      "error",
    ]);
  });
});

describe("lifelines", () => {
  it("are the hosts that speak, in their order, evenly apart", () => {
    const lanes = lanesOf(page.capture.hosts, frames.slice(2));
    expect(lanes.list.map(({ name }) => name)).toEqual(["host-0", "host-2"]);
    expect([lanes.place(lanes.indexOf(0)), lanes.place(lanes.indexOf(2))]).toEqual([25, 75]);
  });

  it("share the last place where they are too many", () => {
    const many = Array.from({ length: 20 }, (_, index) => frame(index + 1, "TCP", 0, index + 1, ""));
    const hosts = Array.from({ length: 21 }, (_, index) => ({ name: `h${index}`, address: "" }));
    const lanes = lanesOf(hosts, many);
    expect(lanes.list).toHaveLength(mostLanes + 1);
    expect(lanes.list.at(-1)?.name).toBe("14 others");
    expect(lanes.indexOf(20)).toBe(mostLanes);
    expect(lanes.indexOf(0)).toBe(0);
  });
});
