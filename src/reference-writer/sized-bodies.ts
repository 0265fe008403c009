import type { HttpSummary } from "../contracts/summary.js";
import { mediaTypeOf, type ResponseBody } from "./response-bodies.js";
import { createChoices, type Choices } from "./seeded-choices.js";

/**
 * A body of exactly so many octets, all ASCII. It is the file at that path: whoever fetches it again gets the same octets, so
 * they are drawn from host, path and date of change, and from no seed.
 */
export function sizedBody(summary: HttpSummary, length: number): ResponseBody {
  const { host, path, lastModified = "" } = summary;
  const choices = createChoices(sumOf(`${host} ${path} ${lastModified}`), 0);
  const mediaType = summary.contentType ?? mediaTypeOf(path);
  const write = /html/.test(mediaType) ? writePage : writeLines;
  return { mediaType, content: write(length, host, choices) };
}

const sentences = [
  "This list is sorted by date, the newest entries first.",
  "Mirrors are updated every six hours.",
  "The archive of older issues has moved to a section of its own.",
  "Questions go to the postmaster of this domain.",
  "Opening hours have changed since spring.",
  "The service is checked once a day.",
] as const;

function writePage(length: number, host: string, choices: Choices): string {
  const opening = `<!DOCTYPE html>\n<html>\n<head><title>${host}</title></head>\n<body>\n<h1>${host}</h1>\n`;
  const ending = "\n</body>\n</html>\n";
  const room = length - opening.length - ending.length;
  if (room < 0) return writeLines(length, host, choices);
  let text = "";
  while (text.length < room) text += `<p>${choices.oneOf(sentences)} (${choices.integer(1, 9999)})</p>\n`;
  // The last sentence may be cut short: a page has some end.
  const cut = text.slice(0, room);
  const whole = cut.slice(0, cut.lastIndexOf("\n") + 1);
  return opening + whole.padEnd(room, " ") + ending;
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const lineLength = 76;

/** Lines as `base64` writes them. */
function writeLines(length: number, _host: string, choices: Choices): string {
  let text = "";
  while (text.length < length) {
    const isLineEnd = (text.length + 1) % (lineLength + 1) === 0 || text.length === length - 1;
    text += isLineEnd ? "\n" : base64Alphabet.charAt(choices.integer(0, 63));
  }
  return text;
}

/** FNV-1a over the text's UTF-16 code units: 32 bits. */
function sumOf(text: string): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  }
  return sum >>> 0;
}
