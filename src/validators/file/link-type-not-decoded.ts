import { formatLinkType, isDecodedLinkType } from "../../wire/link-type.js";
import type { FileRule } from "./rule.js";

export const linkTypeNotDecoded: FileRule = {
  code: "link-type-not-decoded",
  level: "file",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "undecoded",
  finds: "Frames of a link type that Wiretale does not take apart: they are counted, and judged by no rule.",
  why: "That nothing is found in them says nothing about them. Wireshark may know the link type.",
  rfc: "the tcpdump group's list of link types, https://www.tcpdump.org/linktypes.html",
  example: "3 frames from frame 1 on are of IEEE 802.11 (105), which is not taken apart",
  check: ({ linkTypes }) =>
    linkTypes
      .filter(({ linkType }) => !isDecodedLinkType(linkType))
      .map(({ linkType, frames, firstFrame }) => ({
        frames: [],
        message: `${countOfFrames(frames)} from frame ${firstFrame} on ${frames === 1 ? "is" : "are"} of ${numbered(linkType)}, which is not taken apart`,
      })),
};

function countOfFrames(frames: number): string {
  return `${frames} frame${frames === 1 ? "" : "s"}`;
}

/** `IEEE 802.11 (105)`, `link type 147`. */
function numbered(linkType: number): string {
  const name = formatLinkType(linkType);
  return name.endsWith(` ${linkType}`) ? name : `${name} (${linkType})`;
}
