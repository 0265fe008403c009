import type { ExpertInfo } from "./expert-info.js";

/**
 * Wireshark as a judge. Two adapters, one contract: `wiregasm` (Wireshark as WebAssembly in a child process, nothing to
 * install) and `tshark` (the system's). Both check IPv4, UDP and TCP checksums, which Wireshark leaves off by default.
 */
export interface Dissector {
  readonly name: "wiregasm" | "tshark";
  /** Wireshark's own version: `4.4.5`. Throws `WiretaleError` where it cannot be started. */
  version(): Promise<string>;
  /**
   * Reads a capture file's bytes (pcap or pcapng) and answers what Wireshark says of its frames. What is wrong with the
   * capture is in the answer; a dissector that cannot start, dies or exceeds its time limit throws `WiretaleError`
   * (`wireshark-missing`, `wireshark-died`, `wireshark-timed-out`); an aborted signal throws its reason.
   */
  dissect(capture: Uint8Array, options?: DissectOptions): Promise<Dissection>;
  /** Ends what runs. A later call starts it again. */
  close(): Promise<void>;
}

export interface DissectOptions {
  readonly signal?: AbortSignal;
}

export interface Dissection {
  readonly dissector: "wiregasm" | "tshark";
  /** Wireshark's version. */
  readonly version: string;
  /** Frames Wireshark read. */
  readonly frames: number;
  /** In the order of the frames, and within a frame in the order of the protocol tree. */
  readonly expertInfo: readonly ExpertInfo[];
  /** Why Wireshark has not judged the whole file (not a capture, cut short, more entries than are kept); else absent. */
  readonly problem?: string;
}

/** Entries kept of one capture: a hostile one can have one for every few octets. */
export const maxExpertInfo = 20_000;
