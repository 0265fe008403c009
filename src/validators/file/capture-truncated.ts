import { noFaults } from "../rule.js";
import type { FileRule } from "./rule.js";

export const captureTruncated: FileRule = {
  code: "capture-truncated",
  level: "file",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "A capture file that ends within a record: the frames before it are judged all the same.",
  why: "The rest is missing, so what follows is unknown: whoever wrote the file was interrupted, or it was copied in part.",
  rfc: "draft-ietf-opsawg-pcap section 5; draft-ietf-opsawg-pcapng section 3.1",
  example: "the file ends within frame 8: 54 more octets were announced (octet 1034); 7 frames were read",
  check({ error, frames }) {
    if (error?.code !== "truncated") return noFaults;
    return [
      {
        frames: [],
        message: `${error.message} (octet ${error.offset}); ${framesRead(frames)}`,
        hint: "capture or copy it again; what was read can be saved with `editcap -F pcap`",
      },
    ];
  },
};

/** `1 frame was read`. */
export function framesRead(frames: number): string {
  return `${frames} frame${frames === 1 ? " was" : "s were"} read`;
}
