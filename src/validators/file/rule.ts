import type { CaptureError } from "../../capture/capture.js";
import type { CheckProfile, Fault, RuleDocument } from "../rule.js";

/** What reading a capture file to its end, or as far as it goes, has shown of the file itself. */
export interface FileFacts {
  /** Frames that were read. */
  readonly frames: number;
  /** Why reading ended before the end of the file; absent where it did not. */
  readonly error?: CaptureError;
  /** By number, in the order of their first frames. */
  readonly linkTypes: readonly LinkTypeFacts[];
}

/** The frames of one link type. */
export interface LinkTypeFacts {
  readonly linkType: number;
  readonly frames: number;
  readonly firstFrame: number;
}

/** Judges the file that holds the frames. */
export interface FileRule extends RuleDocument {
  readonly level: "file";
  readonly check: (facts: FileFacts, profile: CheckProfile) => readonly Fault[];
}
