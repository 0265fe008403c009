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
   * (`wireshark-missing`, `wireshark-died`, `wireshark-timed-out`), and the next call has a new one; an aborted signal throws
   * its reason. Calls may overlap.
   */
  dissect(capture: Uint8Array, options?: DissectOptions): Promise<Dissection>;
  /** Ends what runs: calls under way throw `wireshark-died`. A later call starts it again. */
  close(): Promise<void>;
}

export interface DissectOptions {
  readonly signal?: AbortSignal;
  /** Default: the dissector's own. */
  readonly limitMs?: number;
}

export interface Dissection {
  readonly dissector: "wiregasm" | "tshark";
  /** Wireshark's version. */
  readonly version: string;
  /** Frames Wireshark read. */
  readonly frames: number;
  /** In the order of the frames, and within a frame in the order of the protocol tree. */
  readonly expertInfo: readonly ExpertInfo[];
  /** Why Wireshark has not read the whole file; else absent. */
  readonly problem?: FileProblem;
  /** Which limit of ours kept entries out, of time or of number, as a sentence; else absent. */
  readonly limit?: string;
}

export interface FileProblem {
  /** `unread`: no frame was read, and the file may be well but of a kind Wireshark does not know; `damaged`: it breaks off. */
  readonly kind: "unread" | "damaged";
  /** To follow "it": `is cut short in the middle of a packet`. */
  readonly message: string;
}

/** What every adapter says of a file that Wireshark does not open: wiregasm does not tell one reason from another. */
export const unreadFile: FileProblem = {
  kind: "unread",
  message: "is no capture that Wireshark reads, or of a link type that it does not know",
};

export const cutShort: FileProblem = { kind: "damaged", message: "is cut short in the middle of a packet" };

/** Memory that one dissection may take: what is over it is killed. */
export const dissectorMemoryBytes = 600 * 1024 ** 2;

/** Entries kept of one capture: a hostile one can have one for every few octets. */
export const maxExpertInfo = 20_000;
