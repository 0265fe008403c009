import { noFaults } from "../rule.js";
import { framesRead } from "./capture-truncated.js";
import type { FileRule } from "./rule.js";

export const captureRecordDamaged: FileRule = {
  code: "capture-record-damaged",
  level: "file",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds:
    "A record of a capture file that contradicts itself: a length no record has, or more interfaces than are read.",
  why: "Where the next record begins is then unknown: nothing after it can be read.",
  rfc: "draft-ietf-opsawg-pcap section 5; draft-ietf-opsawg-pcapng section 3.1",
  example: "a record of 4294967295 octets is longer than any frame (octet 1034); 7 frames were read",
  check({ error, frames }) {
    if (error === undefined || error.code === "truncated") return noFaults;
    return [
      {
        frames: [],
        message: `${error.message} (octet ${error.offset}); ${framesRead(frames)}`,
      },
    ];
  },
};
