// Writes the documents that are generated from the code; `npm run accept` calls it, and a test keeps them fresh.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const { allRules } = await import(built("src/validators/registry.js"));
const { renderScriptLanguage } = await import(built("src/interpreter/script-language-page.js"));
const { renderRuleReference } = await import(built("src/validators/render-rule-page.js"));

writeFileSync(fileURLToPath(new URL("../docs/script-language.md", import.meta.url)), renderScriptLanguage());
writeFileSync(
  fileURLToPath(new URL("../docs/validators.md", import.meta.url)),
  renderRuleReference(allRules),
);

/** @param {string} path Of a module in the build: not resolved by the type checker, which reads the sources. */
function built(path) {
  return new URL(`../dist/${path}`, import.meta.url).href;
}
