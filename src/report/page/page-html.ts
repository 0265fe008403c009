import { anyOf, escapeJson, escapeText, steeringRanges } from "../../wire/escape-text.js";
import type { ReportPage } from "./report-page.js";

/** What the build makes of the page's sources. */
export interface PageAssets {
  /** Wiretale's, at the build. */
  readonly version: string;
  readonly script: string;
  readonly style: string;
  /** Their digests as a Content-Security-Policy names them: `sha256-…`. */
  readonly scriptDigest: string;
  readonly styleDigest: string;
}

/** Id of the element that holds the data. */
export const dataElementId = "report-data";

/**
 * The whole page as one file. Its policy lets nothing run but its own script and nothing be fetched at all; what comes from
 * captures and models is data, in a form that cannot end the element it stands in.
 */
export function pageHtml(page: ReportPage, assets: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src '${assets.scriptDigest}'`,
    `style-src '${assets.styleDigest}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Wiretale ${escapeHtml(page.wiretale)}">
<title>${escapeHtml(page.title)} · Wiretale</title>
<style>${assets.style}</style>
</head>
<body>
<div id="page"><noscript><p>This page shows its data by a script of its own, which this browser does not run.</p></noscript></div>
<script type="application/json" id="${dataElementId}">${scriptJson(page)}</script>
<script>${assets.script}</script>
</body>
</html>
`;
}

/** Markup, and what would steer whoever looks at the file itself. */
const harmful = anyOf([
  [0x26, 0x26], // &
  [0x3c, 0x3c], // <
  [0x3e, 0x3e], // >
  ...steeringRanges,
]);

/** JSON that is harmless within a script element. */
function scriptJson(value: unknown): string {
  return escapeJson(JSON.stringify(value), harmful);
}

/** Text between tags; control characters and those that turn the direction of writing become escapes. */
function escapeHtml(text: string): string {
  return escapeText(text).replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
