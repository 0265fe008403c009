import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../src/config/package-root.js";
import { WiretaleError } from "../src/contracts/errors.js";
import type { PageAssets } from "../src/report/page/page-html.js";

/**
 * Script and style of the report page, as the build left them.
 * @throws WiretaleError `report-page-missing`
 */
export async function loadPageAssets(): Promise<PageAssets> {
  const path = join(packageRoot(), "dist", "report-page.json");
  try {
    // Written by `scripts/build-report-page.mjs`.
    return JSON.parse(await readFile(path, "utf8")) as PageAssets;
  } catch (cause) {
    throw new WiretaleError("report-page-missing", "the report page has not been built", {
      hint: "`npm run build` builds it",
      cause,
    });
  }
}
