import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { giveAwayCodes } from "../../src/validators/give-aways.js";
import { allRules } from "../../src/validators/registry.js";
import { notTested, testData } from "../support/not-tested.js";
import {
  conversationScripts,
  differingLines,
  formatCaptureTotals,
  formatVerdicts,
  parseVerdicts,
  verdictOf,
} from "./recorded-verdicts.js";
import { renderRecordedVerdicts } from "./render-recorded-verdicts.js";

const committed = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const verdictTable = committed("recorded-verdicts.tsv");
const captureTotals = committed("recorded-capture-totals.tsv");
const again = "node --import ./test/support/typescript-loader.mjs scripts/record-verdicts.mjs";

describe("the committed verdicts", () => {
  it("name rules that exist, and each script once", () => {
    const verdicts = parseVerdicts(verdictTable);
    const codes = allRules.map(({ code }) => code);
    const named = verdicts.flatMap((verdict) => [...verdict.codes, ...verdict.notes]);
    const unknown = named.filter((code) => !codes.includes(code) && !code.startsWith("script/"));
    expect([...new Set(unknown)]).toEqual([]);
    expect(new Set(verdicts.map(({ id }) => id)).size).toBe(verdicts.length);
    expect(giveAwayCodes.filter((code) => !codes.includes(code))).toEqual([]);
  });

  it("are summed up in docs/recorded-verdicts.md", () => {
    const summary = renderRecordedVerdicts(verdictTable, captureTotals);
    expect(differingLines(committed("../../docs/recorded-verdicts.md"), summary), again).toEqual([]);
  });
});

if (testData === undefined) {
  notTested("verdicts on recorded scripts", "set WIRETALE_TEST_DATA to the folder that holds paper/");
} else {
  const scripts = conversationScripts(readFileSync(join(testData, "paper", "scripts.jsonl"), "utf8"));

  it("judges every recorded conversation script as committed", { timeout: 120_000 }, () => {
    const actual = formatVerdicts(scripts.map(verdictOf));
    expect(differingLines(verdictTable, actual), `if that is right: ${again}`).toEqual([]);
  });

  it("finds in one file of all of them what is committed", { timeout: 120_000 }, () => {
    const actual = formatCaptureTotals(scripts);
    expect(differingLines(captureTotals, actual), `if that is right: ${again}`).toEqual([]);
  });
}
