import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const reasons: Readonly<Record<string, string>> = {
  "bad-name": "has a label of more than 63 octets, or more than 255 in all",
  "pointer-loop": "has a compression pointer that does not lead backwards",
};

export const dnsNameMalformed: PacketRule = {
  code: "dns-name-malformed",
  level: "packet",
  about: "error",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A DNS name with too long a label, too many octets, or pointers that lead forwards or in a circle.",
  why: "A receiver that followed it would read for ever or beyond its buffer; it drops the message instead.",
  rfc: "RFC 1035 sections 2.3.4, 3.1 and 4.1.4",
  example: "the DNS name at octet 54 of the frame has a compression pointer that does not lead backwards",
  check(frame) {
    const { error } = frame.decoded;
    const reason = error?.layer === "dns" ? reasons[error.code] : undefined;
    if (error === undefined || reason === undefined) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        message: `the DNS name at octet ${error.offset} of the frame ${reason}`,
        hint: "write names as text: labels of at most 63 characters, at most 253 in all",
      },
    ];
  },
};
