import { ensureReportPage } from "../../scripts/build-report-page.mjs";

/** The page's bundle as the sources have it, for every test that writes a report page. */
export async function setup(): Promise<void> {
  await ensureReportPage();
}
