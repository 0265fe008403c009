import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatSummary } from "../../src/descriptions/format-summary.js";
import { parseSummary } from "../../src/descriptions/parse-summary.js";
import { notTested, testData } from "../support/not-tested.js";

interface RecordedSummary {
  readonly protocol: string;
  readonly kind: string;
  readonly summary: string | null;
}

/** The ARP, ICMP, DNS and HTTP conversation summaries in a JSON Lines file of the paper's data. */
function recordedSummaries(file: string): string[] {
  return readFileSync(join(testData ?? "", "paper", file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedSummary)
    .filter(
      ({ kind, protocol }) => kind === "conversation" && ["ARP", "ICMP", "DNS", "HTTP"].includes(protocol),
    )
    .flatMap(({ summary }) => (summary === null ? [] : [summary]));
}

/** How many lines were accepted, and how many refused for which reason. */
function outcomes(lines: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const result = parseSummary(line);
    const outcome = result.ok ? "accepted" : result.error.code;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (result.ok) expect(parseSummary(formatSummary(result.value)), line).toEqual(result);
  }
  return counts;
}

if (testData === undefined) {
  notTested("the paper's summaries", "set WIRETALE_TEST_DATA to the folder with paper/summaries.jsonl");
} else {
  describe("the paper's conversation summaries are read, or refused for a named reason", () => {
    // Refused: an address 233.99.115.256 and three windows above 65535 (the data's README names them).
    it("as inputs", () => {
      const lines = recordedSummaries("summaries.jsonl");
      expect(lines).toHaveLength(1098);
      expect(outcomes(lines)).toEqual({ accepted: 1094, "not-an-address": 1, "out-of-range": 3 });
    });

    it("as the driver printed them beside its scripts", () => {
      const { accepted = 0, ...refusals } = outcomes(recordedSummaries("scripts.jsonl"));
      expect(accepted).toBeGreaterThan(900);
      expect(Object.keys(refusals).sort()).toEqual(["not-an-address"]);
    });
  });
}
