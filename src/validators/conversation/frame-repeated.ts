import { equalBytes } from "../../wire/bytes.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const frameRepeated: ConversationRule = {
  code: "frame-repeated",
  level: "conversation",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds:
    "A frame that is octet for octet the same as an earlier one; of ARP, which has no number that changes, only within a second.",
  why: "Identifications, sequence numbers and ids change from packet to packet. Finished work that was written once more shows like this.",
  rfc: "RFC 6864 section 4; RFC 791 section 3.2; RFC 1122 section 2.3.2.1",
  example: "frame 7 repeats frame 2",
  watch() {
    const seen = new Map<string, Remembered[]>();
    let octets = 0;
    return {
      frame({ frameNumber, timeNanos, decoded }) {
        const { bytes } = decoded;
        const key = digest(bytes);
        const candidates = seen.get(key);
        const earlier = candidates?.find((other) => equalBytes(other.bytes, bytes));
        if (earlier === undefined) {
          // A copy: what is read on must not keep all that was read.
          if (octets < rememberedOctets)
            remember(seen, key, { frameNumber, timeNanos, bytes: bytes.slice() });
          octets += bytes.length;
          return noFaults;
        }
        const isAskedAgain =
          layerOf(decoded, "arp") !== undefined && timeNanos - earlier.timeNanos >= askedAgainNanos;
        if (isAskedAgain) {
          earlier.frameNumber = frameNumber;
          earlier.timeNanos = timeNanos;
          return noFaults;
        }
        return [
          {
            frames: [earlier.frameNumber, frameNumber],
            message: `frame ${frameNumber} repeats frame ${earlier.frameNumber}`,
            hint: "write each packet once",
          },
        ];
      },
    };
  },
};

/** A cache entry that has aged is asked for again, with the same octets; a host asks for one address at most once a second. */
const askedAgainNanos = 1_000_000_000n;

interface Remembered {
  frameNumber: number;
  timeNanos: bigint;
  readonly bytes: Uint8Array;
}

/** Octets of frames that later ones are compared with: the beginning of a capture larger than that. */
const rememberedOctets = 64 * 1024 * 1024;

function remember(seen: Map<string, Remembered[]>, key: string, frame: Remembered): void {
  const same = seen.get(key);
  if (same === undefined) seen.set(key, [frame]);
  else same.push(frame);
}

/** FNV-1a over 32 bits, with the length: only to find candidates, which are then compared. */
function digest(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const octet of bytes) hash = Math.imul(hash ^ octet, 0x01000193);
  return `${bytes.length} ${hash}`;
}
