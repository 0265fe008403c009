import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { renderDiagnosticsPage } from "../src/interpreter/diagnostics-page.js";
import type { RecordedFailures } from "../src/interpreter/recorded-failures.js";
import { renderScriptLanguage } from "../src/interpreter/script-language-page.js";
import { renderFailureClasses } from "../src/llm/failure-classes-page.js";
import { allRules } from "../src/validators/registry.js";
import { renderRuleReference } from "../src/validators/render-rule-page.js";

it("docs/validators.md is what `npm run accept` would write", () => {
  const written = readFileSync(new URL("../docs/validators.md", import.meta.url), "utf8");
  expect(written).toBe(renderRuleReference(allRules));
});

it("docs/script-language.md is what `npm run accept` would write", () => {
  const written = readFileSync(new URL("../docs/script-language.md", import.meta.url), "utf8");
  expect(written).toBe(renderScriptLanguage());
});

it("docs/diagnostics.md is what `npm run accept` would write", () => {
  const read = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), "utf8");
  const recorded = JSON.parse(read("recorded-failures.json")) as RecordedFailures;
  expect(read("diagnostics.md")).toBe(renderDiagnosticsPage(recorded));
});

it("docs/endpoint-failures.md is what `npm run accept` would write", () => {
  const written = readFileSync(new URL("../docs/endpoint-failures.md", import.meta.url), "utf8");
  expect(written).toBe(renderFailureClasses());
});
