import type { ExpertName } from "../contracts/expert.js";
import type { SummaryProtocol } from "../contracts/summary.js";

/** What an expert is, apart from which model plays it: data, so that another one is another row and a prompt folder. */
export interface Expert {
  readonly name: ExpertName;
  readonly protocol: SummaryProtocol;
  /** An answer is a whole exchange, not one packet. */
  readonly kind: "conversation";
  /** Folder below `prompts/`. */
  readonly promptFolder: string;
  /** Scapy's names of the layers its scripts may use. */
  readonly layers: readonly string[];
  /** Levels of rules its frames must satisfy before anything is learned from them. */
  readonly rules: readonly ("packet" | "conversation" | "intent")[];
}

const allLevels = ["packet", "conversation", "intent"] as const;

export const experts: Readonly<Record<ExpertName, Expert>> = {
  arp: {
    name: "arp",
    protocol: "ARP",
    kind: "conversation",
    promptFolder: "arp",
    layers: ["Ether", "ARP"],
    rules: allLevels,
  },
  dns: {
    name: "dns",
    protocol: "DNS",
    kind: "conversation",
    promptFolder: "dns",
    layers: ["Ether", "IP", "UDP", "DNS", "DNSQR", "DNSRR", "DNSRROPT", "EDNS0TLV"],
    rules: allLevels,
  },
  http: {
    name: "http",
    protocol: "HTTP",
    kind: "conversation",
    promptFolder: "http",
    layers: ["Ether", "IP", "TCP", "HTTP", "HTTPRequest", "HTTPResponse", "Raw"],
    rules: allLevels,
  },
  icmp: {
    name: "icmp",
    protocol: "ICMP",
    kind: "conversation",
    promptFolder: "icmp",
    layers: ["Ether", "IP", "ICMP", "Raw"],
    rules: allLevels,
  },
  tcp: {
    name: "tcp",
    protocol: "TCP",
    kind: "conversation",
    promptFolder: "tcp",
    layers: ["Ether", "IP", "TCP"],
    rules: allLevels,
  },
};

/** The gate: the description's protocol picks the expert. */
export function expertFor(protocol: SummaryProtocol): Expert {
  const found = Object.values(experts).find((expert) => expert.protocol === protocol);
  if (found === undefined) throw new Error(`no expert for ${protocol}`);
  return found;
}
