import type { HttpSummary } from "../contracts/summary.js";
import type { Choices } from "./seeded-choices.js";

/** A body and what a server calls it. */
export interface ResponseBody {
  readonly mediaType: string;
  readonly content: Content;
}

/** What a body holds: as it is, or built by the script. */
export type Content = string | Uint8Array | BuiltText;

export interface BuiltText {
  /** Octets, all ASCII. */
  readonly length: number;
  /** Lines of the script after which the name holds the text. */
  readonly build: (name: string) => readonly string[];
}

/** What a file system would hold at the path: told by its ending, small enough for one segment. */
export function pageBody(summary: HttpSummary, choices: Choices): ResponseBody {
  const kind = bodyKind(summary.path);
  const mediaType = summary.contentType ?? kind.mediaType;
  return { mediaType, content: kind.write(summary.host, choices) };
}

/** What a server calls the file at a path, by its ending. */
export function mediaTypeOf(path: string): string {
  return bodyKind(path).mediaType;
}

function bodyKind(path: string): BodyKind {
  const ending = /\.([a-z0-9]+)$/i.exec(path.split(/[?#]/)[0] ?? "")?.[1]?.toLowerCase() ?? "html";
  const kind = bodyKinds[ending] ?? bodyKinds["html"];
  if (kind === undefined) throw new Error("no kind of body for a page");
  return kind;
}

interface BodyKind {
  readonly mediaType: string;
  readonly write: (host: string, choices: Choices) => string | Uint8Array;
}

const bodyKinds: Readonly<Record<string, BodyKind>> = {
  html: { mediaType: "text/html", write: writeHtml },
  txt: {
    mediaType: "text/plain",
    write: (host, choices) => `${host}\n\n${sentences(choices, 3).join("\n")}\n`,
  },
  json: {
    mediaType: "application/json",
    write: (host, choices) =>
      `${JSON.stringify({ host, status: "ok", items: choices.integer(1, 90), note: sentences(choices, 1)[0] })}\n`,
  },
  xml: {
    mediaType: "text/xml",
    write: (host, choices) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<page host="${host}"><text>${sentences(choices, 2).join(" ")}</text></page>\n`,
  },
  css: {
    mediaType: "text/css",
    write: (_host, choices) =>
      `body { margin: ${choices.integer(1, 6)}em auto; max-width: ${choices.integer(30, 60)}em; font-family: sans-serif; }\na { color: #${choices.integer(0, 0xffffff).toString(16).padStart(6, "0")}; }\n`,
  },
  js: {
    mediaType: "application/javascript",
    write: (_host, choices) =>
      `"use strict";\nconst version = ${choices.integer(1, 400)};\nconsole.log(version);\n`,
  },
  // The smallest transparent images: one pixel.
  gif: {
    mediaType: "image/gif",
    write: () =>
      fromHex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"),
  },
  png: {
    mediaType: "image/png",
    write: () =>
      fromHex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000" +
          "1f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082",
      ),
  },
};

const headings = ["Welcome", "Hello", "It works", "Home", "Under construction", "Documentation"] as const;
const phrases = [
  "This page is served as a plain file.",
  "The archive of older issues has moved to its own section.",
  "Questions go to the postmaster of this domain.",
  "The service is checked once a day.",
  "Mirrors are updated every six hours.",
  "There is nothing else to see here yet.",
  "Opening hours have changed since spring.",
  "The list below is sorted by date.",
] as const;

function writeHtml(host: string, choices: Choices): string {
  const heading = choices.oneOf(headings);
  const paragraphs = sentences(choices, choices.integer(1, 5)).map((text) => `<p>${text}</p>`);
  return [
    "<!DOCTYPE html>",
    "<html>",
    `<head><title>${escapeHtml(host)}</title></head>`,
    "<body>",
    `<h1>${heading}</h1>`,
    ...paragraphs,
    ...(choices.chance(50) ? [`<p><a href="/about.html">About ${escapeHtml(host)}</a></p>`] : []),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function sentences(choices: Choices, count: number): string[] {
  const first = choices.integer(0, phrases.length - 1);
  return Array.from(
    { length: count },
    (_, index) => phrases[(first + index * 3) % phrases.length] ?? phrases[0],
  );
}

/** Text for HTML, its special characters written as references. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
