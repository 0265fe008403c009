import { layerWords } from "../layer-words.js";
import { sectionsShort } from "../dns-sections.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const layerTruncated: PacketRule = {
  code: "layer-truncated",
  level: "packet",
  about: "error",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A frame that ends before one of its layers does.",
  why: "The layer cannot be read to its end: a receiver drops the packet.",
  rfc: "the layer's own: RFC 791, 768, 9293, 826, 1035, 9112",
  example:
    "the frame ends too early for the TCP header and what it announces: 20 octets needed at octet 34, 6 there",
  check(frame) {
    const error = frame.decoded.error;
    if (error?.code !== "truncated" || sectionsShort(frame.decoded) !== undefined) return noFaults;
    const cutByCapture = frame.decoded.bytes.length < frame.decoded.length;
    const place = `the ${layerWords[error.layer]}`;
    const lengths =
      error.needed === undefined
        ? ""
        : `: ${error.needed} octets needed at octet ${error.offset}, ${error.available ?? 0} there`;
    return [
      {
        frames: [frame.frameNumber],
        layer: error.layer,
        // A snap length is the choice of whoever captured, no fault of the sender.
        ...(cutByCapture ? { severity: "chat" as const } : {}),
        message: cutByCapture
          ? `the capture keeps ${frame.decoded.bytes.length} of ${frame.decoded.length} octets and ends within ${place}`
          : `the frame ends too early for ${place} and what it announces${lengths}`,
        hint: cutByCapture
          ? "capture with a larger snap length"
          : "let every layer compute its own lengths and counts",
      },
    ];
  },
};
