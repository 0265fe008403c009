/** The frame check sequence at the end of a frame: CRC-32 (IEEE 802.3 section 3.2.9), its lowest octet first. */
import type { FrameCheckSequence } from "./decoded-frame.js";

const polynomial = 0xedb8_8320;

const table = Uint32Array.from({ length: 256 }, (_, octet) => {
  let remainder = octet;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ polynomial;
  }
  return remainder;
});

/** CRC-32 of `bytes[0, end)`, as Ethernet computes it. */
export function crc32(bytes: Uint8Array, end = bytes.length): number {
  let remainder = 0xffff_ffff;
  for (let index = 0; index < end; index += 1) {
    remainder = (remainder >>> 8) ^ (table[(remainder ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
  }
  return ~remainder >>> 0;
}

/** Reads what follows `bytes[0, end)`: verified where it has four octets, else only kept. */
export function readFrameCheck(bytes: Uint8Array, end: number): FrameCheckSequence {
  const sequence = bytes.subarray(end);
  if (sequence.length !== 4) return { bytes: sequence, checksumStatus: "unverifiable" };
  const view = new DataView(sequence.buffer, sequence.byteOffset, 4);
  const computedChecksum = crc32(bytes, end);
  const isGood = view.getUint32(0, true) === computedChecksum;
  return { bytes: sequence, checksumStatus: isGood ? "good" : "bad", computedChecksum };
}
