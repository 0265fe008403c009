import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadPageAssets } from "../../cli/page-assets.js";
import { packageRoot } from "../../src/config/package-root.js";
import { ensureReportPage } from "../../scripts/build-report-page.mjs";
import type { PageAssets } from "../../src/report/page/page-html.js";

/** Of all that a page carries beside its data. */
const mostOctets = 200_000;

let assets: PageAssets;
beforeAll(async () => {
  await ensureReportPage();
  assets = await loadPageAssets();
});

describe("what every page carries", () => {
  it("is small", () => {
    const octets = Buffer.byteLength(assets.script) + Buffer.byteLength(assets.style);
    expect(octets).toBeGreaterThan(50_000);
    expect(octets).toBeLessThanOrEqual(mostOctets);
  });

  it.each(["script", "style"] as const)("has a %s with the digest that the policy names", (part) => {
    const digest = createHash("sha256").update(assets[part]).digest("base64");
    expect(assets[`${part}Digest`]).toBe(`sha256-${digest}`);
  });

  it("cannot end the element it stands in", () => {
    expect(assets.script).not.toMatch(/<\/script|<!--/iu);
    expect(assets.style).not.toMatch(/<\/style|@import|url\(/iu);
  });

  it("asks nobody for anything, and makes no code of text", () => {
    expect(assets.script).not.toMatch(
      /\bfetch\(|XMLHttpRequest|WebSocket|importScripts|\beval\(|new Function/u,
    );
  });

  it("makes no elements of text: what is foreign is shown, never parsed", () => {
    const folder = join(packageRoot(), "report-page");
    const offences = readdirSync(folder).filter((name) =>
      /innerHTML|outerHTML|insertAdjacentHTML|srcdoc|javascript:/iu.test(
        readFileSync(join(folder, name), "utf8"),
      ),
    );
    expect(offences).toEqual([]);
  });

  it("goes with the licences of the libraries in it", () => {
    for (const words of ["preact", "uplot", "Permission is hereby granted, free of charge"])
      expect(assets.script.slice(0, 4_000)).toContain(words);
  });
});
