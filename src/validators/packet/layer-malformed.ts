import { type DecodedFrame, layerOf } from "../../wire/decoded-frame.js";
import { layerWords } from "../layer-words.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const layerMalformed: PacketRule = {
  code: "layer-malformed",
  level: "packet",
  about: "error",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A layer whose octets break the grammar of its protocol: an impossible length, version or name.",
  why: "A receiver drops such a packet or reads something else from it; nothing after that place can be trusted.",
  rfc: "the layer's own: RFC 791, 768, 9293, 826, 1035, 9112",
  example: "the dns layer is malformed at octet 54 (pointer-loop)",
  check(frame, context) {
    const error = frame.decoded.error;
    // A head that lies in several segments is read from the stream, by the HTTP rules.
    if (error === undefined || error.code === "truncated" || error.layer === "http") return noFaults;
    // What can be wrong with DNS has rules of its own.
    if (error.layer === "dns" && error.code !== "malformed") return noFaults;
    if (context.profile === "real" && isOffloaded(frame.decoded, error.layer)) return noFaults;
    const limit = error.limitedBy === undefined ? "" : `, as ${error.limitedBy} says`;
    const lengths =
      error.needed === undefined
        ? ""
        : `: ${error.needed} octets needed, ${error.available ?? 0} there${limit}`;
    return [
      {
        frames: [frame.frameNumber],
        layer: error.layer,
        message: `the ${layerWords[error.layer]} is malformed at octet ${error.offset} of the frame (${error.code})${lengths}`,
        hint: "set no lengths, counts or raw octets by hand where the layer computes them",
      },
    ];
  },
};

/** Segmentation offload: the stack hands the card packets too long for the length field, with 0 in it. */
function isOffloaded(decoded: DecodedFrame, malformed: string): boolean {
  if (malformed === "ipv4") return layerOf(decoded, "ipv4")?.header.totalLength === 0;
  if (malformed !== "ipv6" || decoded.error?.code !== "bad-length") return false;
  return layerOf(decoded, "ipv6")?.header.payloadLength === 0;
}
