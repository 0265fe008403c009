/**
 * The chunked transfer coding (RFC 9112 section 7.1): size lines in hex, data, a chunk of size 0, trailer fields. Read piece
 * by piece; data are counted, not kept.
 */
import { latin1Text } from "../wire/bytes.js";

/** Characters of a size line or a trailer line, and trailer lines, at most. */
const maximumLineLength = 8192;
const maximumTrailers = 256;

const sizeLine = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i;

export class ChunkedBody {
  /** Octets of data so far. */
  length = 0;
  /** The last chunk and the empty line after the trailer fields have passed. */
  isComplete = false;
  /** A size, the end of a chunk or a trailer is not where it should be: in the piece read last, or before it. */
  isMalformed = false;
  /** Where the line or the chunk's end begins that is malformed: octets from the body's start. */
  malformedAt = 0;
  /** The line that is malformed, one character per octet; empty where it is a chunk's end. */
  malformedLine = "";
  private state: "size" | "data" | "data-end" | "trailer" = "size";
  /** Octets of data that the chunk still has, or of its CRLF that were read. */
  private left = 0;
  private line = "";
  private lineStart = 0;
  private consumed = 0;
  private trailers = 0;

  /** Reads from `start`; returns where it stopped: behind the body, or at the end of the piece. */
  read(bytes: Uint8Array, start: number): number {
    let at = start;
    while (at < bytes.length && !this.isComplete && !this.isMalformed) {
      const next = this.state === "data" ? this.readData(bytes, at) : this.readFraming(bytes, at);
      this.consumed += next - at;
      at = next;
    }
    return at;
  }

  /** Whether so many octets are all data of the chunk under way; then they count as read. */
  skip(count: number): boolean {
    if (this.state !== "data" || count > this.left) return false;
    this.count(count);
    this.consumed += count;
    return true;
  }

  private readData(bytes: Uint8Array, at: number): number {
    const taken = Math.min(this.left, bytes.length - at);
    this.count(taken);
    return at + taken;
  }

  private count(octets: number): void {
    this.length += octets;
    this.left -= octets;
    if (this.left > 0) return;
    this.state = "data-end";
    this.lineStart = this.consumed + octets;
  }

  private readFraming(bytes: Uint8Array, at: number): number {
    if (this.state === "data-end") return this.readDataEnd(bytes, at);
    const room = maximumLineLength - this.line.length;
    const feed = bytes.subarray(at, at + room).indexOf(0x0a);
    const end = feed < 0 ? Math.min(bytes.length, at + room) : at + feed;
    if (this.line === "") this.lineStart = this.consumed;
    this.line += latin1Text(bytes, at, end);
    if (feed >= 0) this.takeLine(this.line.endsWith("\r") ? this.line.slice(0, -1) : this.line);
    else if (this.line.length >= maximumLineLength) this.malformed(this.line);
    return feed >= 0 ? end + 1 : end;
  }

  private readDataEnd(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== (this.left === 0 ? 0x0d : 0x0a)) {
      this.malformed("");
      return at;
    }
    // Counts below zero while the CRLF after the data is read.
    this.left -= 1;
    if (this.left === -2) this.state = "size";
    return at + 1;
  }

  private takeLine(line: string): void {
    this.line = "";
    if (this.state === "trailer") return this.takeTrailer(line);
    const size = sizeLine.exec(line)?.[1];
    if (size === undefined) return this.malformed(line);
    this.left = Number.parseInt(size, 16);
    this.state = this.left === 0 ? "trailer" : "data";
  }

  private takeTrailer(line: string): void {
    if (line === "") this.isComplete = true;
    else if (line.indexOf(":") <= 0 || (this.trailers += 1) > maximumTrailers) this.malformed(line);
  }

  private malformed(line: string): void {
    this.malformedLine = line;
    this.isMalformed = true;
    this.malformedAt = this.lineStart;
  }
}
