/** What capture files hold: interfaces, and the frames recorded from them. */

/** A recorded frame: what `encodePcap` and `encodePcapng` write. */
export interface CapturedFrame {
  /** From 1, as in Wireshark. */
  readonly frameNumber: number;
  /** Nanoseconds since the Unix epoch. */
  readonly timeNanos: bigint;
  /** The octets that were kept. */
  readonly bytes: Uint8Array;
  /** Octets on the wire: at least as many as `bytes` has. */
  readonly originalLength: number;
}

/** Frames of one link type, in memory. */
export interface Capture {
  /** What every frame starts with: see `link-type.ts`. */
  readonly linkType: number;
  readonly frames: readonly CapturedFrame[];
}

/** An option of a pcapng block, as it stands there: a comment (code 1), a name, flags. Classic files have none. */
export interface CaptureOption {
  /** 16 bits; what it means depends on the block (draft-ietf-opsawg-pcapng). */
  readonly code: number;
  readonly value: Uint8Array;
}

/** Where frames were recorded: a classic file has one, a pcapng section any number. */
export interface CaptureInterface {
  /** From 0, over all sections of the file. */
  readonly index: number;
  /** Without flag bits: see `link-type.ts`. */
  readonly linkType: number;
  /** Octets of frame check sequence at the end of each frame. */
  readonly frameCheckLength: number;
  /** Octets kept per frame, 0 where there was no limit. */
  readonly snapLength: number;
  readonly options: readonly CaptureOption[];
}

/** A frame as the readers give it. */
export interface ReadFrame extends CapturedFrame {
  /** Shared by all frames of the interface. */
  readonly interface: CaptureInterface;
  /** Octets of frame check sequence at the end of this frame, where it was kept whole. */
  readonly frameCheckLength: number;
  /** False for a frame recorded without a time: it has the time of the frame before it. */
  readonly hasTime: boolean;
  readonly options: readonly CaptureOption[];
}

/**
 * `not-a-capture`: no known magic number, or no whole header. `truncated`: the file ends within a frame. `bad-record`: a
 * record that contradicts itself, or that announces more octets than any capture keeps. `too-many-interfaces`: more than
 * `maximumInterfaces`. `pcapng`: from `decodePcap` only, which reads the classic format.
 */
export type CaptureErrorCode =
  "not-a-capture" | "pcapng" | "truncated" | "bad-record" | "too-many-interfaces";

/** Why reading ended before the end of the file: a value, never thrown. */
export interface CaptureError {
  readonly code: CaptureErrorCode;
  readonly message: string;
  /** Octets from the start of the file. */
  readonly offset: number;
}

export const maximumInterfaces = 65_536;

/** Octets kept per frame that our files announce; also the most that a record read may have, as in libpcap. */
export const maximumSnapLength = 262_144;

export const noCaptureOptions: readonly CaptureOption[] = [];

/** Code of a comment in every block. */
export const commentOption = 1;

/** The comments among options, in order: UTF-8 text, octets that are none replaced. */
export function commentsOf(options: readonly CaptureOption[]): readonly string[] {
  const decoder = new TextDecoder();
  return options.filter(({ code }) => code === commentOption).map(({ value }) => decoder.decode(value));
}
