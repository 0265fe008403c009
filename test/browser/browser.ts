import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** The browser installed on this machine; Playwright's own are never downloaded. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

export function launchChromium(executablePath: string): Promise<Browser> {
  // Its sandbox needs rights that a container does not give to root.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  /** `#frame-9`. */
  readonly hash?: string;
}

/** A page from disk, and whatever it did that it should not. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, dialogs, and requests for anything but the file itself. */
  readonly misdeeds: readonly string[];
  /** Milliseconds until its rows were there. */
  readonly openedMs: number;
  close(): Promise<void>;
}

/** Opens a report page as a user does, without a network. */
export async function openPage(browser: Browser, file: string, look: Look = {}): Promise<OpenedPage> {
  const { width = 1280, height = 900, colorScheme = "light", hash = "" } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, offline: true });
  const page = await context.newPage();
  const misdeeds: string[] = [];
  const { href } = pathToFileURL(file);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) misdeeds.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => misdeeds.push(`exception: ${error.stack ?? error.message}`));
  page.on("dialog", (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== href) misdeeds.push(`request: ${request.url()}`);
  });
  const began = performance.now();
  await page.goto(`${href}${hash}`);
  await page.locator("main").waitFor();
  const openedMs = performance.now() - began;
  return { page, misdeeds, openedMs, close: () => context.close() };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What the accessibility checks complain of: WCAG 2.2, levels A and AA, and axe's best practices. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Through the debugger, which the page's own policy does not bind.
  await page.evaluate(axeSource);
  const results = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResults;
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ html, failureSummary = "" }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}
