// Writes the documents that are generated from the code; `npm run accept` calls it, and a test keeps them fresh.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const { allRules } = await import(built("src/validators/registry.js"));
const { experts } = await import(built("src/experts/expert-table.js"));
const { fillFieldList } = await import(built("src/interpreter/field-list.js"));
const { renderDiagnosticsPage } = await import(built("src/interpreter/diagnostics-page.js"));
const { renderScriptLanguage } = await import(built("src/interpreter/script-language-page.js"));
const { renderFailureClasses } = await import(built("src/llm/failure-classes-page.js"));
const { renderRuleReference } = await import(built("src/validators/render-rule-page.js"));

const recorded = JSON.parse(readFileSync(new URL("../docs/recorded-failures.json", import.meta.url), "utf8"));
writeFileSync(
  fileURLToPath(new URL("../docs/diagnostics.md", import.meta.url)),
  renderDiagnosticsPage(recorded),
);
writeFileSync(fileURLToPath(new URL("../docs/script-language.md", import.meta.url)), renderScriptLanguage());
writeFileSync(
  fileURLToPath(new URL("../docs/validators.md", import.meta.url)),
  renderRuleReference(allRules),
);
writeFileSync(
  fileURLToPath(new URL("../docs/endpoint-failures.md", import.meta.url)),
  renderFailureClasses(),
);
// The prompts' lists of fields come from the tables of the layers.
for (const { promptFolder, layers } of Object.values(experts)) {
  const task = new URL(`../prompts/${promptFolder}/task.md`, import.meta.url);
  writeFileSync(fileURLToPath(task), fillFieldList(readFileSync(task, "utf8"), layers));
}

/** @param {string} path Of a module in the build: not resolved by the type checker, which reads the sources. */
function built(path) {
  return new URL(`../dist/${path}`, import.meta.url).href;
}
