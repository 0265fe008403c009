import type { LinkRule } from "./rule.js";

export const linkTypeMixed: LinkRule = {
  code: "link-type-mixed",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds: "Frames of several link types meant for one capture.",
  why: "A capture names its link type once: frames of another are read as garbage.",
  rfc: "IETF draft-ietf-opsawg-pcap, Section 4",
  example: "frame 3 has link type 101, the first frame 1",
  check({ frames }) {
    const linkType = frames[0]?.decoded.linkType;
    const other = frames.find(({ decoded }) => decoded.linkType !== linkType);
    if (other === undefined || linkType === undefined) return [];
    return [
      {
        frames: [other.frameNumber],
        message: `frame ${other.frameNumber} has link type ${other.decoded.linkType}, the first frame ${linkType}`,
        hint: "frame every packet with Ethernet",
      },
    ];
  },
};
