import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ConversationSummary } from "../../src/contracts/summary.js";
import { isGroupMac, unroutableUse } from "../../src/descriptions/ipv4-text.js";
import { parseSummary } from "../../src/descriptions/parse-summary.js";
import { formatFeedback } from "../../src/repair/repair-policy.js";
import { writeScript } from "../../src/reference-writer/write-script.js";
import { faultsOf, judgeScript } from "../support/judge-script.js";
import { notTested, testData } from "../support/not-tested.js";

function summaryOf(line: string): ConversationSummary {
  const result = parseSummary(line);
  if (!result.ok) throw new Error(`${line}: ${result.error.message}`);
  return result.value;
}

function write(line: string, seed: number): string {
  return writeScript([{ role: "user", content: `Summary: ${line}` }], seed);
}

const ends = 'Source: IP="192.168.1.23" // Destination: IP="93.184.216.34"';
const lines = [
  'Source: MAC="a4:34:d9:01:02:03", IP="192.168.1.23" // Destination: MAC="ff:ff:ff:ff:ff:ff" // Wanted: IP="192.168.1.1"',
  'Source: IP="192.168.1.23" // Destination: IP="192.168.1.1" // Others: resource="example.com"',
  ...[200, 204, 301, 304, 403, 404, 500].map(
    (code) => `${ends} // Others: Host="example.com", Path="/", Code=${code}`,
  ),
  ...["json", "xml", "png", "gif", "css", "js", "txt"].map(
    (ending) => `${ends} // Others: Host="example.com", Path="/a.${ending}", Code=200`,
  ),
  `${ends} // Others: id=0x3D9F seq= 3784 type=Echo`,
  `${ends} // Others: id=0x3D9F seq= 3784 type=Timestamp`,
  `${ends} // Others: type=Echo, count=3, interval=0.3, size=56`,
  ...[0, 8, 16, 300, 1472].map((size) => `${ends} // Others: seq=65535, type=Echo, count=2, size=${size}`),
  `${ends} // Others: resource="example.com", type="AAAA", response="2606:4700::6810:84e5"`,
  ...["together", "in turn"].map(
    (order) =>
      `${ends} // Others: id=[0x1f20, 0x8b8b], resource="example.com", type=["A", "AAAA"], order="${order}"`,
  ),
  `${ends} // Others: resource="example.com", response=["203.0.113.80", "2606:4700::1"], type=["A", "AAAA"], ttl=0, AA=1`,
  `${ends} // Others: resource="example.com", response="203.0.113.80", type=["A", "AAAA"], rcode=["NOERROR", "REFUSED"]`,
  ...["NXDOMAIN", "REFUSED", "SERVFAIL"].map(
    (rcode) =>
      `${ends} // Others: resource="nothere.example.com", type="AAAA", rcode="${rcode}", AD=1, edns=1232, cookie=0x0123456789abcdef`,
  ),
  ...[0, 709, 1200, 1448, 12_158].map(
    (length) => `${ends} // Others: Host="example.com", Path="/big.txt", Code=200, Length=${length}`,
  ),
  `${ends} // Others: Host="example.com", Path="/index.html", Code=200, Length=20000, Last_Modified="Sun, 22 Nov 2026 07:12:31 GMT"`,
  `${ends} // Others: Host="example.com", Path=["/", "/big.txt", "/no"], Code=[200, 200, 404], Length=[709, 12158, ""], User_Agent="curl/7.88.1", Close="client"`,
  `${ends} // Others: Host="example.com", Path="/old", Code=307, Location="/index.html", User_Agent="Python-urllib/3.11", Server="nginx/1.22.1", Close="server"`,
  'Source: IP="192.168.1.23" // Destination: IP="93.184.216.34", port=81 // Others: Connection="refused"',
  String.raw`${ends} // Others: Host="example.com:8080", Path="/a\"b//c\\", Code=200, Reason_Phrase=""`,
  `${ends} // Others: Host="example.com", Path="/", Code=404, Method="HEAD", User_Agent="Mozilla/5.0 (X11) Chrome/1"`,
];

describe("no judge finds fault with what the reference writer writes", () => {
  it.each(lines)("%s", (line) => {
    for (const seed of [1, 2, 3])
      expect(faultsOf(judgeScript(write(line, seed), summaryOf(line), seed))).toEqual([]);
  });
});

it("heeds the judges: an answerer that is refused is another one after the repair", () => {
  const line =
    'Source: MAC="a4:34:d9:01:02:03", IP="192.168.1.23" // Destination: MAC="ff:ff:ff:ff:ff:ff" // Wanted: IP="192.168.1.1"';
  const summary = summaryOf(line);
  const wrong = write(line, 1).replace(
    /(pkt_2 = Ether\(src="|op=2, hwsrc=")[0-9a-f:]+/g,
    "$1a4:34:d9:01:02:03",
  );
  const judged = judgeScript(wrong, summary);
  expect(faultsOf(judged)).not.toEqual([]);
  const repaired = writeScript(
    [
      { role: "user", content: `Summary: ${line}` },
      { role: "assistant", content: wrong },
      { role: "user", content: formatFeedback({ ...judged, listing: [] }) },
    ],
    1,
  );
  expect(faultsOf(judgeScript(repaired, summary))).toEqual([]);
});

if (testData === undefined) {
  notTested(
    "the reference writer on the paper's summaries",
    "set WIRETALE_TEST_DATA to the folder with paper/",
  );
} else {
  const recorded = readFileSync(join(testData, "paper", "summaries.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.includes('"conversation"'))
    .map((line) => (JSON.parse(line) as { summary: string }).summary)
    .flatMap((line) => {
      const parsed = parseSummary(line);
      return parsed.ok ? [parsed.value] : [];
    });

  // Left out are descriptions that no correct frame can follow: group MACs and addresses of no host, and asking for oneself.
  const followable = recorded.filter((summary) =>
    summary.protocol === "ARP"
      ? !isGroupMac(summary.source.mac) &&
        (summary.destination.mac === "ff:ff:ff:ff:ff:ff" || !isGroupMac(summary.destination.mac)) &&
        summary.source.ip !== summary.wanted.ip &&
        [summary.source.ip, summary.wanted.ip].every((ip) => unroutableUse(ip) === undefined)
      : [summary.source.ip, summary.destination.ip].every((ip) => unroutableUse(ip) === undefined),
  );

  it.each(["ARP", "ICMP", "DNS", "HTTP"])("follows the paper's %s summaries", async (protocol) => {
    const { formatSummary } = await import("../../src/descriptions/format-summary.js");
    const own = followable.filter((summary) => summary.protocol === protocol);
    expect(own.length).toBeGreaterThan(100);
    const refused: Record<string, number> = {};
    for (const [index, summary] of own.entries()) {
      const judged = judgeScript(write(formatSummary(summary), index), summary, index);
      for (const fault of new Set(faultsOf(judged).map((text) => text.split(",")[0] ?? ""))) {
        refused[fault] = (refused[fault] ?? 0) + 1;
      }
    }
    expect(refused).toEqual({});
  });
}
