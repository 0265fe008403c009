/**
 * A captured frame into layers, outermost first. Never throws and never reads outside the frame: what is cut or
 * contradicts itself becomes `error`, after the layers that were understood. Segments, datagrams and fragments are taken
 * one by one; putting them together is `src/flow`'s.
 */
import type { DecodedFrame } from "./decoded-frame.js";
import { readFrameCheck } from "./frame-check.js";
import { FrameWalk } from "./frame-walk.js";
import { isRawIp, linkTypes } from "./link-type.js";
import { walkEthernet, walkLinuxCooked, walkLoopback, walkRawIp } from "./walk-link.js";
import { walkIpv4, walkIpv6 } from "./walk-network.js";

export { dnsPort } from "./dns.js";

/**
 * Decodes one frame of that link type. `originalLength` is the frame's length on the wire, where the capture kept less of
 * it; `frameCheckLength` says how many of those are a frame check sequence. A link type without a decoder gives one `raw`
 * layer. UDP and TCP payloads are taken for DNS and DHCP by their ports, for HTTP by their start line.
 */
export function decodeFrame(
  bytes: Uint8Array,
  linkType: number,
  frameNumber?: number,
  originalLength: number = bytes.length,
  frameCheckLength = 0,
): DecodedFrame {
  const length = Math.max(originalLength, bytes.length);
  const checkLength = Math.min(frameCheckLength, length);
  const end = Math.min(bytes.length, length - checkLength);
  const walk = new FrameWalk(bytes, length > bytes.length);
  walkLink(walk, linkType, end);
  // Assigned one by one: spreading optional parts costs more than all of the decoding.
  const frame: { -readonly [Key in keyof DecodedFrame]: DecodedFrame[Key] } = {
    linkType,
    bytes,
    length,
    layers: walk.layers,
    payload: walk.payload,
    trailerLength: walk.trailerLength,
  };
  if (frameNumber !== undefined) frame.frameNumber = frameNumber;
  if (checkLength > 0 && length === bytes.length) frame.frameCheckSequence = readFrameCheck(bytes, end);
  if (walk.error !== undefined) frame.error = walk.error;
  return frame;
}

function walkLink(walk: FrameWalk, linkType: number, end: number): void {
  switch (linkType) {
    case linkTypes.ethernet:
      return walkEthernet(walk, end);
    case linkTypes.ipv4:
      return walkIpv4(walk, 0, end);
    case linkTypes.ipv6:
      return walkIpv6(walk, 0, end);
    case linkTypes.linuxCooked:
      return walkLinuxCooked(walk, 1, end);
    case linkTypes.linuxCooked2:
      return walkLinuxCooked(walk, 2, end);
    case linkTypes.null:
      return walkLoopback(walk, false, end);
    case linkTypes.loop:
      return walkLoopback(walk, true, end);
    default:
      return isRawIp(linkType) ? walkRawIp(walk, end) : walk.raw(0, end);
  }
}
