import type { HttpSummary } from "../contracts/summary.js";
import { pythonString } from "./python-text.js";
import { mediaTypeOf, type BuiltText, type ResponseBody } from "./response-bodies.js";

/**
 * A body of exactly so many octets, all ASCII, built by the script from a seed of its own: an answer has room for a few thousand
 * characters, a file for many more. It is the file at that path: whoever fetches it again gets the same octets, so the seed
 * follows from host, path and date of change, and from nothing else.
 */
export function sizedBody(summary: HttpSummary, length: number): ResponseBody {
  const { host, path, lastModified = "" } = summary;
  const mediaType = summary.contentType ?? mediaTypeOf(path);
  const seed = sumOf(`${host} ${path} ${lastModified}`);
  const isPage = /html/.test(mediaType) && length >= pageFrame(host).join("").length;
  return { mediaType, content: isPage ? pageText(length, host, seed) : lineText(length, seed) };
}

/** A text again and again, cut where the body is full. */
export function repeatedText(text: string, length: number): BuiltText {
  const times = Math.ceil(length / text.length);
  return { length, build: (name) => [`${name} = (${pythonString(text)} * ${times})[:${length}]`] };
}

const sentences = [
  "This list is sorted by date, the newest entries first.",
  "Mirrors are updated every six hours.",
  "The archive of older issues has moved to a section of its own.",
  "Questions go to the postmaster of this domain.",
  "Opening hours have changed since spring.",
  "The service is checked once a day.",
] as const;
/** Octets of the shortest paragraph: as many of them fill any room. */
const shortestParagraph = "<p></p>\n".length + Math.min(...sentences.map(({ length }) => length));

function pageFrame(host: string): readonly [string, string] {
  return [
    `<!DOCTYPE html>\n<html>\n<head><title>${host}</title></head>\n<body>\n<h1>${host}</h1>\n`,
    "\n</body>\n</html>\n",
  ];
}

/** Paragraphs, the last one cut where the page is full. */
function pageText(length: number, host: string, seed: number): BuiltText {
  const [opening, ending] = pageFrame(host);
  const paragraphs = Math.ceil(length / shortestParagraph);
  return {
    length,
    build: (name) => [
      `random.seed(${seed})`,
      `sentences = [${sentences.map(pythonString).join(", ")}]`,
      `paragraphs = "".join(["<p>" + random.choice(sentences) + "</p>\\n" for _ in range(${paragraphs})])`,
      `${name} = ${pythonString(opening)} + paragraphs[:${length - opening.length - ending.length}] + ${pythonString(ending)}`,
    ],
  };
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const lineLength = 76;

/** Lines as `base64` writes them. */
function lineText(length: number, seed: number): BuiltText {
  return {
    length,
    build: (name) => [
      `random.seed(${seed})`,
      `letters = "".join(random.choices("${base64Alphabet}", k=${length}))`,
      `${name} = "\\n".join([letters[at:at + ${lineLength}] for at in range(0, ${length}, ${lineLength})])[:${length - 1}] + "\\n"`,
    ],
  };
}

/** FNV-1a over the text's UTF-16 code units: 32 bits. */
function sumOf(text: string): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  }
  return sum >>> 0;
}
