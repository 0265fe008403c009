import { mkdirSync, rmSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/config/package-root.js";
import { notTested } from "../support/not-tested.js";
import {
  accessibilityFaults,
  findChromium,
  launchChromium,
  openPage,
  type Look,
  type OpenedPage,
} from "./browser.js";
import { brokenFrame, hostileName, hostileText, largeFrames, makePages, type Pages } from "./make-pages.js";

/** Where people find what the pages look like. */
const pictures = join(packageRoot(), "dist", "report-pictures");

const chromium = findChromium();

if (chromium === undefined) notTested("report pages in a browser", "apt-get install chromium");
else describe("report pages in Chromium", () => withBrowser(chromium));

/** The day's data as if it were a scenario's: conversations numbered for their client, and a few more of them. */
function lived(data: string): string {
  const page = JSON.parse(data) as {
    run: { conversations: { conversation: string }[]; origins: { conversation: string }[] };
  };
  const places = page.run.conversations.map(({ conversation }) => conversation);
  const nameOf = (conversation: string) =>
    `laptop-${String(places.indexOf(conversation) + 1).padStart(3, "0")}-${conversation}`;
  for (const each of [...page.run.origins, ...page.run.conversations])
    each.conversation = nameOf(each.conversation);
  const [first] = page.run.conversations;
  for (let number = 4; number < 10; number += 1)
    page.run.conversations.push({ ...first!, conversation: `laptop-00${number}-arp` });
  return JSON.stringify(page).replaceAll("<", "\\u003c");
}

function withBrowser(executablePath: string): void {
  let browser: Browser;
  let folder: string;
  let pages: Pages;
  beforeAll(async () => {
    rmSync(pictures, { recursive: true, force: true });
    mkdirSync(pictures, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), "wiretale-pages-"));
    pages = await makePages(folder);
    browser = await launchChromium(executablePath);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
    console.log(`pictures of the report pages: ${pictures}`);
  });

  /** Opens the page, lets the test look at it, and fails where the page did what it should not. */
  async function look(name: keyof Pages, how: Look, act: (page: Page, opened: OpenedPage) => Promise<void>) {
    const opened = await openPage(browser, pages[name], how);
    try {
      await act(opened.page, opened);
      expect(opened.misdeeds).toEqual([]);
    } finally {
      await opened.close();
    }
  }

  const picture = (page: Page, name: string, fullPage = false) =>
    page.screenshot({ path: join(pictures, `${name}.png`), fullPage });

  describe("the demo's page", () => {
    it("says what happened, and that it is right", async () => {
      await look("demo", {}, async (page) => {
        const summary = await page.locator(".summary").innerText();
        expect(summary).toContain("fetched http://example.com/");
        expect(summary).toContain("Wiretale finds nothing.");
        expect(await page.locator(".verdict").innerText()).toContain("No fault found");
        await picture(page, "demo-overview");
        await picture(page, "demo-whole", true);
      });
    });

    it("says where each address comes from", async () => {
      await look("demo", { hash: "#addresses" }, async (page) => {
        const chains = await page.locator(".chain").allInnerTexts();
        expect(chains).toHaveLength(2);
        expect(chains[0]).toMatch(
          /frame 1[\s\S]*frame 2[\s\S]*192\.168\.1\.1 is at (?:[0-9a-f]{2}:){5}[0-9a-f]{2}/u,
        );
        expect(chains[0]).toContain("given to DNS and HTTP");
        expect(chains[1]).toMatch(/frame 3[\s\S]*frame 4[\s\S]*example\.com is \d+\.\d+\.\d+\.\d+/u);
        expect(chains[1]).toContain("11 frames");
        await picture(page, "demo-addresses");
      });
    });

    it("has an arrow for every frame, and a row", async () => {
      await look("demo", { height: 2000, hash: "#frames" }, async (page) => {
        expect(await page.locator(".ladder [role=listitem]").count()).toBe(15);
        expect(await page.locator(".packet:not(.head)").count()).toBe(15);
        expect(await page.locator(".lane-name").allInnerTexts()).toEqual([
          expect.stringMatching(/^laptop\s+192\.168\.1\.23$/u),
          expect.stringMatching(/^router\s+192\.168\.1\.1$/u),
          expect.stringMatching(/^example\.com\s/u),
        ]);
        expect(await page.locator(".ladder [role=listitem]").first().innerText()).toContain(
          "who has 192.168.1.1?",
        );
      });
    });

    it("says which line of which script made frame 9, and leads there", async () => {
      await look("demo", { hash: "#frame-9" }, async (page) => {
        await expect.poll(() => page.locator("#detail-title").innerText()).toContain("Frame 9");
        const link = page.locator(".origin a").first();
        expect(await link.innerText()).toMatch(/^line \d+ of the HTTP script$/u);
        await picture(page, "demo-frame-9");
        await link.click();
        const line = page.locator(".script li:target");
        expect(await line.locator(".made-frame").innerText()).toBe("frame 9");
        expect(await line.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(0);
        await picture(page, "demo-script");
        await line.locator("a").click();
        await expect.poll(() => page.locator("#detail-title").innerText()).toContain("Frame 9");
      });
    });

    it("is the picture in the README", async () => {
      await look("demo", { width: 1180, height: 720, hash: "#frame-9" }, async (page) => {
        await page.getByRole("button", { name: /^Flags ACK/u }).click();
        expect(await page.locator(".octet-hex .chosen").count()).toBe(2);
        await page.evaluate("document.querySelector('.detail').scrollIntoView()");
        await picture(page, "demo-readme");
      });
    });

    it("marks field and octets together, from either side", async () => {
      await look("demo", { hash: "#frame-1", height: 1600 }, async (page) => {
        const operation = page.getByRole("button", { name: "Operation request (1)" });
        await operation.click();
        expect(await page.locator(".octet-hex .chosen").allInnerTexts()).toEqual(["00", "01"]);
        // The first octet of the ARP packet's sender address: 14 of Ethernet and 8 before it.
        await page.locator(".octet-hex [data-offset='22']").click();
        const chosen = page.locator(".node-text[aria-pressed=true]");
        expect(await chosen.innerText()).toMatch(/^Sender hardware address/u);
        expect(await page.locator(".octet-hex .chosen").count()).toBe(6);
      });
    });

    it("goes from frame to frame by keyboard", async () => {
      await look("demo", {}, async (page) => {
        await page.getByRole("region", { name: "Packet list" }).focus();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowDown");
        await expect.poll(() => page.locator("#detail-title").innerText()).toContain("Frame 3");
        await page.keyboard.press("End");
        await expect.poll(() => page.locator("#detail-title").innerText()).toContain("Frame 15");
        await page.keyboard.press("Home");
        await expect.poll(() => page.locator("#detail-title").innerText()).toContain("Frame 1 ");
      });
    });

    it("tells what an arrow stands for when it has the focus", async () => {
      await look("demo", { hash: "#frames" }, async (page) => {
        await page.locator(".ladder a.step").nth(4).focus();
        expect(await page.locator(".pointed").innerText()).toMatch(/^Frame 5, .*\[SYN\]/u);
      });
    });

    it("shows the frames that a filter leaves", async () => {
      await look("demo", { height: 1600, hash: "#frames" }, async (page) => {
        const rows = page.locator(".packet:not(.head)");
        await page.getByRole("combobox", { name: "Protocol" }).selectOption("DNS");
        expect(await rows.count()).toBe(2);
        expect(await page.locator(".ladder [role=listitem]").count()).toBe(2);
        await page.getByRole("button", { name: "Show all" }).click();
        expect(await rows.count()).toBe(15);
        await page.getByLabel("Search").fill("fin ack");
        expect(await rows.count()).toBe(2);
        await page.getByLabel("Search").fill("nowhere");
        await page.getByText("No frame is left by this filter.").waitFor();
        await page.getByLabel("Search").fill("");
        await page.getByRole("combobox", { name: "Found" }).selectOption("note");
        expect(await page.locator(".shown").innerText()).toContain("2 of 15 frames");
        await page.getByRole("button", { name: "Show all" }).click();
        await page.locator(".timeline button").nth(1).click();
        expect(await rows.count()).toBe(2);
      });
    });

    it("goes onto paper whole", async () => {
      await look("demo", {}, async (page) => {
        await page.emulateMedia({ media: "print" });
        await expect.poll(() => page.locator(".packet:not(.head)").count()).toBe(15);
        expect(await page.locator("nav").isVisible()).toBe(false);
        await page.pdf({ path: join(pictures, "demo.pdf") });
      });
    });
  });

  describe("a repaired run's page", () => {
    it("has the attempts side by side, with what was wrong at the first", async () => {
      await look("repaired", { hash: "#scripts" }, async (page) => {
        const attempts = page.locator(".conversation").first().locator(".attempt");
        expect(await attempts.count()).toBe(2);
        const [first, second] = await attempts.all();
        const [left, right] = [await first?.boundingBox(), await second?.boundingBox()];
        expect(left?.y).toBe(right?.y);
        expect(right?.x).toBeGreaterThan(left?.x ?? Infinity);
        expect(await first?.locator("h4").innerText()).toMatch(/^Attempt 1: invalid/u);
        expect(await first?.locator(".found li").count()).toBeGreaterThan(0);
        expect(await second?.locator("h4").innerText()).toMatch(/^Attempt 2: valid/u);
        // Frames are made by the valid one alone.
        expect(await first?.locator(".made-frame").count()).toBe(0);
        expect(await second?.locator(".made-frame").count()).toBe(2);
        await picture(page, "repaired-attempts");
      });
    });
  });

  describe("the page of a run of many conversations", () => {
    it("shows a script when a frame of it is asked where it is from", async () => {
      const html = await readFile(pages.demo, "utf8");
      const manyFile = join(folder, "many.html");
      await writeFile(
        manyFile,
        html.replace(
          /(id="report-data">)(.*?)(<\/script>)/su,
          (_, before, data, after) => before + lived(data) + after,
        ),
      );
      const opened = await openPage(browser, manyFile, { hash: "#frame-9" });
      const { page } = opened;
      expect(await page.locator(".script").count()).toBe(0);
      const link = page.locator(".origin a").first();
      expect(await link.innerText()).toMatch(/^line \d+ of the HTTP 3 of laptop script$/u);
      await link.click();
      await page.locator(".script li:target").waitFor();
      expect(await page.locator(".script li:target").innerText()).toContain("frame 9");
      expect(await page.locator(".script").count()).toBe(1);
      await page.getByRole("button", { name: /^DNS 2 of laptop/u }).click();
      expect(await page.locator(".script").count()).toBe(2);
      expect(opened.misdeeds).toEqual([]);
      await opened.close();
    });
  });

  describe("a real capture's page", () => {
    it("names frames, rules and why they matter", async () => {
      await look("real", { hash: "#findings" }, async (page) => {
        const finding = page.locator(".finding", { hasText: "dns-query-unanswered" });
        expect(await finding.innerText()).toMatch(/frames 6, 9/u);
        expect(await finding.locator(".why").innerText()).toContain("Whoever asks waits for the answer");
        await picture(page, "real-findings");
        await finding.getByRole("link", { name: "6" }).first().click();
        await expect.poll(() => page.locator("#detail-title").innerText()).toContain("Frame 6");
        expect(await page.locator(".detail .found").innerText()).toContain("nothing answers the DNS query");
        await page.locator(".detail .found a").first().click();
        expect(await page.locator(".rule:target").innerText()).toContain("RFC 1035");
      });
    });
  });

  describe("a broken capture's page", () => {
    it("begins with the frame of the worst fault", async () => {
      await look("broken", {}, async (page) => {
        expect(await page.locator(".verdict").innerText()).toContain("Errors");
        const finding = page.locator(".finding", { hasText: "udp-checksum-wrong" });
        expect(await finding.innerText()).toContain(`frame ${brokenFrame}`);
        await finding
          .getByRole("link", { name: String(brokenFrame), exact: true })
          .first()
          .click();
        await expect.poll(() => page.locator("#detail-title").innerText()).toContain(`Frame ${brokenFrame} `);
        expect(await page.locator(".tree").innerText()).toMatch(/wrong: it should be 0x[0-9a-f]{4}/u);
        expect(await page.locator(".packet.has-error, .packet.has-warn").count()).toBeGreaterThan(0);
        await picture(page, "broken-frame");
      });
    });
  });

  describe("a page of ten thousand frames", () => {
    it("opens within two seconds", async () => {
      const times: number[] = [];
      // The least of three: what else the machine does is not the page's.
      for (let round = 0; round < 3; round += 1)
        await look("large", {}, async (page, { openedMs }) => {
          times.push(openedMs);
          expect(await page.locator(".shown").innerText()).toBe("10,000 frames");
        });
      expect(Math.min(...times)).toBeLessThan(2_000);
    });

    it("has the rows in sight alone, and any other when it is looked for", async () => {
      await look("large", { hash: `#frame-${largeFrames}` }, async (page) => {
        expect(await page.locator(".packet.selected").innerText()).toContain(String(largeFrames));
        expect(await page.locator(".packet").count()).toBeLessThan(100);
        expect(await page.locator(".ladder [role=listitem]").count()).toBeLessThan(100);
        await page.getByLabel("Search").fill("9876");
        await expect.poll(() => page.locator(".shown").innerText()).toMatch(/^\d{1,3} of 10,000 frames/u);
        expect(await page.locator(".packet .number a").allInnerTexts()).toContain("9876");
        await picture(page, "large-frames");
      });
    });
  });

  describe("a hostile capture's page", () => {
    it("executes nothing and shows everything as text", async () => {
      await look("hostile", { height: 2400, hash: "#frame-2" }, async (page) => {
        const text = await page.locator("body").innerText();
        expect(text).toContain(hostileName);
        expect(text).toContain("<svg/onload=alert(5)>");
        // The override shows as an escape, in the octets of UTF-8, and nowhere as itself.
        expect(text).toMatch(/<script>alert\(3\)<\/script>/u);
        expect(text).not.toContain("\u202e");
        expect(hostileText).toContain("\u202e");
        expect(await page.locator("body img, body svg[onload], body script").count()).toBe(2);
        expect(await page.evaluate("document.querySelectorAll('[onerror], [onload]').length")).toBe(0);
      });
    });
  });

  describe.each<[keyof Pages, Look, string]>([
    ["demo", {}, "light"],
    ["demo", { colorScheme: "dark" }, "dark"],
    ["demo", { width: 360, height: 780 }, "narrow"],
    ["repaired", {}, "light"],
    ["broken", { colorScheme: "dark" }, "dark"],
    ["real", { width: 360, height: 780, colorScheme: "dark" }, "narrow and dark"],
    ["large", {}, "light"],
    ["hostile", {}, "light"],
  ])("the %s page, %j", (name, how, word) => {
    it("passes the accessibility checks, and is not wider than the window", async () => {
      await look(name, how, async (page) => {
        expect(await accessibilityFaults(page)).toEqual([]);
        const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        expect(overflow).toBeLessThanOrEqual(0);
        await picture(page, `${name}-${word.replaceAll(" ", "-")}-whole`, name !== "large");
      });
    });
  });
}
