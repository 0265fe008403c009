/**
 * pcapng files of ours (draft-ietf-opsawg-pcapng): one section, an interface per link type, times in nanoseconds, frames
 * with their comments. Written little-endian whatever the machine.
 */
import { joinBytes } from "../wire/bytes.js";
import { type CapturedFrame, commentOption, maximumSnapLength } from "./capture.js";
import { paddedLength } from "./pcapng-options.js";
import { blockTypes, byteOrderMagic } from "./pcapng-reader.js";

export interface PcapngFrame extends Omit<CapturedFrame, "frameNumber"> {
  /** Shown with the packet by Wireshark. */
  readonly comments?: readonly string[];
  /** Unset: the file's. */
  readonly linkType?: number;
}

export interface PcapngOptions {
  /** Name of the program that writes the file. */
  readonly application?: string;
  /** Of the whole file. */
  readonly comments?: readonly string[];
}

const applicationOption = 4;
const timeResolutionOption = 9;
const nanoseconds = Uint8Array.of(9);
/** Longest value an option can have. */
const maximumOptionLength = 0xffff;

/**
 * The file's octets. Throws RangeError for a frame that the format cannot hold: longer than 262144 octets, before 1970, or
 * after 2554. A comment is cut where an option ends, at 65535 octets.
 */
export function encodePcapng(
  linkType: number,
  frames: readonly PcapngFrame[],
  { application, comments = [] }: PcapngOptions = {},
): Uint8Array {
  const linkTypes = [...new Set([linkType, ...frames.map((frame) => frame.linkType ?? linkType)])];
  const name = application === undefined ? [] : [textOption(applicationOption, application)];
  return joinBytes([
    sectionBlock([...comments.map((comment) => textOption(commentOption, comment)), ...name]),
    ...linkTypes.map(interfaceBlock),
    ...frames.map((frame) => packetBlock(frame, linkTypes.indexOf(frame.linkType ?? linkType))),
  ]);
}

function sectionBlock(options: readonly Uint8Array[]): Uint8Array {
  const fixed = new Uint8Array(16);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, byteOrderMagic, true);
  view.setUint16(4, 1, true);
  // The section's length is not said: it is all that follows.
  view.setBigInt64(8, -1n, true);
  return block(blockTypes.section, [fixed, ...endOptions(options)]);
}

function interfaceBlock(linkType: number): Uint8Array {
  const fixed = new Uint8Array(8);
  const view = new DataView(fixed.buffer);
  view.setUint16(0, linkType, true);
  view.setUint32(4, maximumSnapLength, true);
  return block(blockTypes.interfaceDescription, [
    fixed,
    ...endOptions([option(timeResolutionOption, nanoseconds)]),
  ]);
}

function packetBlock(frame: PcapngFrame, interfaceNumber: number): Uint8Array {
  const { timeNanos, bytes, originalLength, comments = [] } = frame;
  if (timeNanos < 0n || timeNanos >= 1n << 64n)
    throw new RangeError(`pcapng cannot hold the time ${timeNanos} ns`);
  if (bytes.length > maximumSnapLength) {
    throw new RangeError(`pcapng frame of ${bytes.length} octets is longer than ${maximumSnapLength}`);
  }
  const fixed = new Uint8Array(20);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, interfaceNumber, true);
  view.setUint32(4, Number(timeNanos >> 32n), true);
  view.setUint32(8, Number(timeNanos & 0xffff_ffffn), true);
  view.setUint32(12, bytes.length, true);
  view.setUint32(16, Math.max(originalLength, bytes.length), true);
  const padding = new Uint8Array(paddedLength(bytes.length) - bytes.length);
  const options = comments.map((comment) => textOption(commentOption, comment));
  return block(blockTypes.enhancedPacket, [fixed, bytes, padding, ...endOptions(options)]);
}

function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const content = joinBytes(parts);
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  bytes.set(content, 8);
  view.setUint32(bytes.length - 4, bytes.length, true);
  return bytes;
}

function textOption(code: number, text: string): Uint8Array {
  return option(code, new TextEncoder().encode(text).subarray(0, maximumOptionLength));
}

function option(code: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + paddedLength(value.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  bytes.set(value, 4);
  return bytes;
}

/** Options end in one that says so; where there are none nothing does. */
function endOptions(options: readonly Uint8Array[]): readonly Uint8Array[] {
  return options.length === 0 ? [] : [...options, new Uint8Array(4)];
}
