import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allRules, findRule } from "../../src/validators/registry.js";
import { renderRulePage, renderRuleReference } from "../../src/validators/render-rule-page.js";
import { ruleLevels } from "../../src/validators/rule.js";
import {
  arpCases,
  captureCases,
  dnsCases,
  httpCases,
  limitCases,
  realTcpCases,
  tcpCases,
} from "./conversation-cases.js";
import { fileCases } from "./file-cases.js";
import { furtherCases } from "./further-cases.js";
import { intentCases } from "./intent-cases.js";
import { packetCases } from "./packet-cases.js";
import { scenarioCases } from "./scenario-cases.js";

const cases = [
  ...fileCases,
  ...packetCases,
  ...arpCases,
  ...dnsCases,
  ...captureCases,
  ...tcpCases,
  ...httpCases,
  ...limitCases,
  ...realTcpCases,
  ...furtherCases,
  ...intentCases,
  ...scenarioCases,
];

describe.each(allRules)("$code", (rule) => {
  it("is a page", () => {
    expect(rule.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    for (const text of [rule.finds, rule.why, rule.rfc, rule.example]) expect(text).toMatch(/\S.{5}/);
    expect(rule.finds).toMatch(/^[A-Z].*\.$/);
    expect(rule.why).toMatch(/\.$/);
    expect(Object.values(rule.severity)).not.toEqual(["off", "off"]);
    expect(renderRulePage(rule)).toContain(`### ${rule.code}\n`);
    expect(findRule(rule.code)).toBe(rule);
  });

  it("has a case that fires and a near miss that does not", () => {
    const own = cases.filter((one) => one.rule === rule.code);
    expect(own.some(({ fires }) => fires)).toBe(true);
    expect(own.some(({ fires }) => !fires)).toBe(true);
  });
});

it("names every rule once, and every case names a rule", () => {
  const codes = allRules.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(cases.filter(({ rule }) => !codes.includes(rule))).toEqual([]);
});

it("lists every rule file, each named for its rule", () => {
  const files = ruleLevels.flatMap((level) =>
    readdirSync(new URL(`../../src/validators/${level}`, import.meta.url))
      .filter((name) => name !== "rule.ts")
      .map((name) => name.replace(/\.ts$/, "")),
  );
  expect(files.sort()).toEqual(allRules.map(({ code }) => code).sort());
});

it("prints a page per rule, level by level", () => {
  const text = renderRuleReference(allRules);
  expect(text.match(/^### /gm)).toHaveLength(allRules.length);
  expect(text.match(/^## /gm)).toHaveLength(ruleLevels.length);
  expect(text).toMatch(/Severity: note \(real\), error \(generated\)/);
});
