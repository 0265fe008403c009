import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dnsRdataLengthWrong: PacketRule = {
  code: "dns-rdata-length-wrong",
  level: "packet",
  about: "error",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A DNS record whose length does not fit what its type holds: an A record of other than 4 octets.",
  why: "The receiver reads the record by its type: with another length it takes the message for malformed.",
  rfc: "RFC 1035 sections 3.2.1 and 3.4.1; RFC 3596 section 2.2",
  example: "the record data at octet 78 of the frame has a length that its type cannot have",
  check(frame) {
    const { error } = frame.decoded;
    if (error?.layer !== "dns" || error.code !== "bad-length") return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "rdataLength",
        message: `the record data at octet ${error.offset} of the frame has a length that its type cannot have`,
        hint: "leave rdlen out of DNSRR, and let rdata be what the type holds",
      },
    ];
  },
};
