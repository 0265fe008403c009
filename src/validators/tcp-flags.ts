import { tcpFlags } from "../wire/tcp.js";

const names = ["fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns"] as const;

/** `SYN, ACK`; `none` where no bit is set. */
export function formatTcpFlags(flags: number): string {
  const set = names.filter((name) => (flags & tcpFlags[name]) !== 0);
  return set.length === 0 ? "none" : set.map((name) => name.toUpperCase()).join(", ");
}
