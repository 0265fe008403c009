import type { ExpertInfoLabels } from "./expert-info.js";

/**
 * Reads expert information and the number of frames out of what `tshark -T pdml -z io,phs` prints, a line at a time, so that
 * a large output is never held whole. tshark writes one tag a line and escapes everything a packet's author chose.
 */
export class PdmlReader {
  readonly entries: ExpertInfoLabels[] = [];
  /** Frames in the whole capture; undefined where the table at the end names none, as for a capture without frames. */
  frames: number | undefined;
  readonly #maxEntries: number;
  #left = 0;
  #frameNumber = 0;
  #protocol: string | undefined;
  /** Open `<field>` elements below the entry being read; undefined outside of one. */
  #depth: number | undefined;
  #entry: { field: string; message: string; severity: string; group: string } = blankEntry();

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** Entries beyond the most that are kept. */
  get left(): number {
    return this.#left;
  }

  readLine(line: string): void {
    const text = line.trimStart();
    if (text.startsWith("<field ")) this.#openField(text);
    else if (text.startsWith("</field>")) this.#closeField();
    else if (text.startsWith("<proto ")) this.#protocol = attribute(text, "name");
    else if (text.startsWith("<packet>")) this.#protocol = undefined;
    else if (this.frames === undefined) this.#readTotal(text);
  }

  #openField(tag: string): void {
    const name = attribute(tag, "name") ?? "";
    const isOpen = !tag.trimEnd().endsWith("/>");
    if (this.#depth !== undefined) {
      if (this.#depth === 0) this.#readPart(name, tag);
      if (isOpen) this.#depth += 1;
    } else if (name === "_ws.expert" && isOpen) {
      this.#depth = 0;
      this.#entry = blankEntry();
    } else if (name === "num" && this.#protocol === "geninfo") {
      // Comments come before the frame's own layer with its number.
      this.#frameNumber = Number(attribute(tag, "show"));
    }
  }

  #readPart(name: string, tag: string): void {
    const label = attribute(tag, "showname") ?? attribute(tag, "show") ?? "";
    if (name === "_ws.expert.severity") this.#entry.severity = label.replace(/^Severity level: /, "");
    else if (name === "_ws.expert.group") this.#entry.group = label.replace(/^Group: /, "");
    else if (this.#entry.message === "") {
      this.#entry.field = name;
      this.#entry.message = label.replace(/^Message: /, "");
    }
  }

  #closeField(): void {
    if (this.#depth === undefined) return;
    if (this.#depth > 0) {
      this.#depth -= 1;
      return;
    }
    this.#depth = undefined;
    if (this.entries.length >= this.#maxEntries) {
      this.#left += 1;
      return;
    }
    this.entries.push({
      frameNumber: this.#frameNumber,
      protocol: this.#protocol ?? "frame",
      ...this.#entry,
    });
  }

  /** `frame      frames:145 bytes:39181`, the root of the protocol hierarchy. */
  #readTotal(line: string): void {
    const frames = /^frame\s+frames:(\d+)\s/.exec(line)?.[1];
    if (frames !== undefined) this.frames = Number(frames);
  }
}

function blankEntry() {
  return { field: "", message: "", severity: "", group: "" };
}

function attribute(tag: string, name: string): string | undefined {
  const start = tag.indexOf(` ${name}="`);
  if (start < 0) return undefined;
  const from = start + name.length + 3;
  const end = tag.indexOf('"', from);
  return end < 0 ? undefined : unescapeXml(tag.slice(from, end));
}

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  amp: "&",
};

function unescapeXml(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]{1,6}|[a-z]{2,4});/g, (whole, name: string) => {
    if (!name.startsWith("#")) return entities[name] ?? whole;
    const code = name[1] === "x" ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
