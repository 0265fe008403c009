/** Octets of hexadecimal text; spaces and line ends are for the reader. */
export function octets(...lines: readonly string[]): Uint8Array {
  return Uint8Array.from(Buffer.from(lines.join("").replaceAll(/\s/gu, ""), "hex"));
}

/** A pcap header: magic, version 2.4, snap length 65535, link type Ethernet; little-endian. */
export const pcapHeader = "d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000";

/** At 1700000000 s: who has 192.168.1.1? asked by 192.168.1.23. */
export const arpRequest = [
  "00f15365 00000000 2a000000 2a000000",
  "ffffffffffff 3c22fb5a19c4 0806",
  "0001 0800 06 04 0001 3c22fb5a19c4 c0a80117 000000000000 c0a80101",
];

/** 400 µs later: 192.168.1.1 is at 50:c7:bf:8e:71:03. */
export const arpReply = [
  "00f15365 90010000 2a000000 2a000000",
  "3c22fb5a19c4 50c7bf8e7103 0806",
  "0001 0800 06 04 0002 50c7bf8e7103 c0a80101 3c22fb5a19c4 c0a80117",
];
