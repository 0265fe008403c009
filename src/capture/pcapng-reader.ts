/**
 * Reads pcapng files (draft-ietf-opsawg-pcapng): sections, each in a byte order of its own and with its own interfaces;
 * enhanced, simple and obsolete packet blocks. Any other block is passed over without being held in memory.
 */
import { composeU64 } from "./capture-time.js";
import {
  type CaptureError,
  type CaptureInterface,
  type CaptureOption,
  maximumInterfaces,
  maximumSnapLength,
  noCaptureOptions,
  type ReadFrame,
} from "./capture.js";
import type { FormatReader } from "./format-reader.js";
import { findOption, paddedLength, readOptions } from "./pcapng-options.js";

/** Block types that are read. */
export const blockTypes = {
  section: 0x0a0d_0d0a,
  interfaceDescription: 1,
  /** Obsolete: the enhanced packet block's forerunner. */
  packet: 2,
  simplePacket: 3,
  enhancedPacket: 6,
} as const;

/** Option codes that are understood; the rest is kept as it is. */
const interfaceOptions = { timeResolution: 9, frameCheckLength: 13, timeOffset: 14 } as const;
const packetFlagsOption = 2;

export const byteOrderMagic = 0x1a2b_3c4d;

/** Octets of a whole block without its content: type and length before, length after. */
const blockFrameLength = 12;

/** Fixed octets of the blocks that are read, type and both lengths with them. */
const shortestBlock: ReadonlyMap<number, number> = new Map([
  [blockTypes.section, 28],
  [blockTypes.interfaceDescription, 20],
  [blockTypes.packet, 32],
  [blockTypes.simplePacket, 16],
  [blockTypes.enhancedPacket, 32],
]);

/** A block that is read is held whole: a longer one is refused. */
const maximumBlockLength = 16 * 1024 * 1024;

/** An interface with what is needed to read the times of its frames. */
interface OpenInterface {
  readonly shared: CaptureInterface;
  /** `timeNanos` is ticks × `multiplier` ÷ `divisor` + `offsetNanos`. */
  readonly multiplier: bigint;
  readonly divisor: bigint;
  readonly offsetNanos: bigint;
}

export class PcapngReader implements FormatReader {
  readonly format = "pcapng";
  readonly interfaces: CaptureInterface[] = [];
  error: CaptureError | undefined;
  needed = blockFrameLength;
  #littleEndian = true;
  #inSection: OpenInterface[] = [];
  #frameCount = 0;
  #lastTime = 0n;
  #isFirstBlock = true;

  read(window: Uint8Array, fileOffset: number, frames: ReadFrame[]): number {
    const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    let at = 0;
    for (;;) {
      const available = window.length - at;
      if (available < blockFrameLength) {
        this.needed = blockFrameLength;
        return at;
      }
      // The type of a section header reads alike in both byte orders, its length does not.
      const type = view.getUint32(at, this.#littleEndian);
      if (type === blockTypes.section && !this.#readByteOrder(view, at)) {
        return this.#refuse("a section header without byte-order magic", fileOffset, at);
      }
      const length = view.getUint32(at + 4, this.#littleEndian);
      const fault = this.#lengthFault(type, length);
      if (fault !== undefined) return this.#refuse(fault, fileOffset, at);
      if (!shortestBlock.has(type)) {
        if (length > available) return at + length;
        at += length;
        continue;
      }
      if (length > available) {
        this.needed = length;
        return at;
      }
      if (view.getUint32(at + length - 4, this.#littleEndian) !== length) {
        return this.#refuse("a block whose two lengths differ", fileOffset, at);
      }
      const damage = this.#readBlock(type, view, at, at + length - 4, frames);
      if (damage !== undefined) {
        if (damage === tooManyInterfaces) {
          this.error = { code: "too-many-interfaces", message: damage, offset: fileOffset + at };
          return at;
        }
        return this.#refuse(damage, fileOffset, at);
      }
      this.#isFirstBlock = false;
      at += length;
    }
  }

  endsWithin(available: number, fileOffset: number): CaptureError {
    if (this.#isFirstBlock) {
      return { code: "not-a-capture", message: "the file ends within its header", offset: 0 };
    }
    const message =
      available < blockFrameLength
        ? `the file ends within the head of the block after frame ${this.#frameCount}`
        : `the file ends within the block after frame ${this.#frameCount}: ${available} of ${this.needed} octets`;
    return { code: "truncated", message, offset: fileOffset };
  }

  /** Whether the section header says one. */
  #readByteOrder(view: DataView, at: number): boolean {
    this.#littleEndian = view.getUint32(at + 8, true) === byteOrderMagic;
    return this.#littleEndian || view.getUint32(at + 8, false) === byteOrderMagic;
  }

  #lengthFault(type: number, length: number): string | undefined {
    const shortest = shortestBlock.get(type);
    if (length < (shortest ?? blockFrameLength) || length % 4 !== 0) return `a block of ${length} octets`;
    return shortest !== undefined && length > maximumBlockLength ? `a block of ${length} octets` : undefined;
  }

  #refuse(fault: string, fileOffset: number, at: number): number {
    const message = `${fault} after frame ${this.#frameCount}`;
    this.error = this.#isFirstBlock
      ? { code: "not-a-capture", message: fault, offset: 0 }
      : { code: "bad-record", message, offset: fileOffset + at };
    return at;
  }

  /** Reads the block at `at`, whose content ends at `end`; answers what is wrong with it. */
  #readBlock(type: number, view: DataView, at: number, end: number, frames: ReadFrame[]): string | undefined {
    switch (type) {
      case blockTypes.section:
        this.#inSection = [];
        return undefined;
      case blockTypes.interfaceDescription:
        return this.#readInterface(view, at, end);
      case blockTypes.simplePacket:
        return this.#readSimplePacket(view, at, end, frames);
      default:
        return this.#readPacket(type, view, at, end, frames);
    }
  }

  #readInterface(view: DataView, at: number, end: number): string | undefined {
    if (this.interfaces.length >= maximumInterfaces) return tooManyInterfaces;
    const options = copyOptions(readOptions(view, at + 16, end, this.#littleEndian));
    if (options === undefined) return "an interface whose options reach beyond its block";
    const shared: CaptureInterface = {
      index: this.interfaces.length,
      linkType: view.getUint16(at + 8, this.#littleEndian),
      frameCheckLength: findOption(options, interfaceOptions.frameCheckLength)?.[0] ?? 0,
      snapLength: view.getUint32(at + 12, this.#littleEndian),
      options,
    };
    this.interfaces.push(shared);
    this.#inSection.push({ shared, ...clockOf(options, this.#littleEndian) });
    return undefined;
  }

  /** An enhanced packet block, or the obsolete one, whose head differs in the interface's number only. */
  #readPacket(
    type: number,
    view: DataView,
    at: number,
    end: number,
    frames: ReadFrame[],
  ): string | undefined {
    const isEnhanced = type === blockTypes.enhancedPacket;
    const number = isEnhanced
      ? view.getUint32(at + 8, this.#littleEndian)
      : view.getUint16(at + 8, this.#littleEndian);
    const source = this.#inSection[number];
    if (source === undefined) return `a frame of interface ${number}, which the section lacks,`;
    const keptLength = view.getUint32(at + 20, this.#littleEndian);
    const start = at + 28;
    const fault = keptLengthFault(keptLength, end - start);
    if (fault !== undefined) return fault;
    const optionsStart = Math.min(end, start + paddedLength(keptLength));
    const options =
      optionsStart === end ? noCaptureOptions : readOptions(view, optionsStart, end, this.#littleEndian);
    if (options === undefined) return "a frame whose options reach beyond its block";
    const ticks = composeU64(
      view.getUint32(at + 12, this.#littleEndian),
      view.getUint32(at + 16, this.#littleEndian),
    );
    this.#lastTime = timeOf(ticks, source);
    frames.push({
      frameNumber: (this.#frameCount += 1),
      timeNanos: this.#lastTime,
      bytes: new Uint8Array(view.buffer, view.byteOffset + start, keptLength),
      originalLength: view.getUint32(at + 24, this.#littleEndian),
      interface: source.shared,
      frameCheckLength:
        options.length === 0
          ? source.shared.frameCheckLength
          : this.#frameCheckLengthOf(options, source.shared),
      hasTime: true,
      options,
    });
    return undefined;
  }

  #readSimplePacket(view: DataView, at: number, end: number, frames: ReadFrame[]): string | undefined {
    const source = this.#inSection[0];
    if (source === undefined) return "a frame of interface 0, which the section lacks,";
    const originalLength = view.getUint32(at + 8, this.#littleEndian);
    const { snapLength } = source.shared;
    // What was kept is said nowhere: what was on the wire, up to the snap length. The padding is no part of it.
    const keptLength = snapLength === 0 ? originalLength : Math.min(originalLength, snapLength);
    const start = at + 12;
    const fault = keptLengthFault(keptLength, end - start);
    if (fault !== undefined) return fault;
    frames.push({
      frameNumber: (this.#frameCount += 1),
      timeNanos: this.#lastTime,
      bytes: new Uint8Array(view.buffer, view.byteOffset + start, keptLength),
      originalLength,
      interface: source.shared,
      frameCheckLength: source.shared.frameCheckLength,
      hasTime: false,
      options: noCaptureOptions,
    });
    return undefined;
  }

  /** Bits 5 to 8 of a frame's flags say the length where it is known; 0 says nothing. */
  #frameCheckLengthOf(options: readonly CaptureOption[], source: CaptureInterface): number {
    const flags = findOption(options, packetFlagsOption);
    if (flags?.length !== 4) return source.frameCheckLength;
    const view = new DataView(flags.buffer, flags.byteOffset, 4);
    return (view.getUint32(0, this.#littleEndian) >>> 5) & 0x0f || source.frameCheckLength;
  }
}

const tooManyInterfaces = `more than ${maximumInterfaces} interfaces`;

function keptLengthFault(keptLength: number, room: number): string | undefined {
  if (keptLength > maximumSnapLength) return `a frame that announces ${keptLength} octets`;
  return keptLength > room ? `a frame of ${keptLength} octets in a block with room for ${room}` : undefined;
}

/** Interfaces live as long as the file is read: their options must not hold the octets around them. */
function copyOptions(options: readonly CaptureOption[] | undefined): readonly CaptureOption[] | undefined {
  return options?.map(({ code, value }) => ({ code, value: value.slice() }));
}

const nanosPerSecond = 1_000_000_000n;

/** The unit of an interface's times: microseconds unless `if_tsresol` says a power of 10 or of 2. */
function clockOf(options: readonly CaptureOption[], littleEndian: boolean): Omit<OpenInterface, "shared"> {
  const resolution = findOption(options, interfaceOptions.timeResolution)?.[0] ?? 6;
  const exponent = BigInt(resolution & 0x7f);
  const ticksPerSecond = resolution < 0x80 ? 10n ** exponent : 2n ** exponent;
  const offset = findOption(options, interfaceOptions.timeOffset);
  const offsetSeconds =
    offset?.length === 8
      ? new DataView(offset.buffer, offset.byteOffset, 8).getBigInt64(0, littleEndian)
      : 0n;
  const isFine = ticksPerSecond > nanosPerSecond || nanosPerSecond % ticksPerSecond !== 0n;
  return {
    multiplier: isFine ? nanosPerSecond : nanosPerSecond / ticksPerSecond,
    divisor: isFine ? ticksPerSecond : 1n,
    offsetNanos: offsetSeconds * nanosPerSecond,
  };
}

function timeOf(ticks: bigint, { multiplier, divisor, offsetNanos }: OpenInterface): bigint {
  const scaled = multiplier === 1n ? ticks : ticks * multiplier;
  const nanos = divisor === 1n ? scaled : scaled / divisor;
  return offsetNanos === 0n ? nanos : nanos + offsetNanos;
}
