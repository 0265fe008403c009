/** Decodes one frame when it is looked at: the page carries octets and rows, and no tree of anything. */
import { frameTree } from "../src/report/tree/frame-tree.js";
import type { TreeNode } from "../src/report/tree/tree-node.js";
import type { FrameData } from "../src/report/page/capture-data.js";
import { decodeFrame } from "../src/wire/decode-frame.js";

export interface DecodedView {
  readonly bytes: Uint8Array;
  readonly tree: readonly TreeNode[];
}

export function decodeView({
  octets,
  linkType,
  frameNumber,
  length,
  frameCheckLength,
}: FrameData): DecodedView {
  const bytes = Uint8Array.from(atob(octets), (character) => character.charCodeAt(0));
  const decoded = decodeFrame(bytes, linkType, frameNumber, length, frameCheckLength);
  return { bytes, tree: frameTree(decoded) };
}
