import type { SeenArp } from "../../flow/arp-pairing.js";
import { arpOperations } from "../../wire/arp.js";
import { noFaults, type Fault } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const arpAddressClaimedTwice: ConversationRule = {
  code: "arp-address-claimed-twice",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "One protocol address that ARP packets give two hardware addresses.",
  why: "Two hosts have the same address, or one of them pretends to be the other.",
  rfc: "RFC 5227 section 2.4",
  example: "192.168.1.1 is claimed by 04:92:26:8e:71:03 (frame 2) and by 52:54:00:ab:20:9d (frame 9)",
  watch() {
    const holders = new Map<string, Claim>();
    return { arpPacket: (arp) => claimFaults(arp, holders) };
  },
};

interface Claim {
  readonly mac: string;
  readonly frameNumber: number;
  /** Further hardware addresses that were reported. */
  readonly others: string[];
}

/** Addresses remembered, and hardware addresses of one: a link has fewer, and masses of them are no conflict but an attack. */
const rememberedAddresses = 65_536;
const rememberedRivals = 64;

function claimFaults(arp: SeenArp, holders: Map<string, Claim>): readonly Fault[] {
  if (arp.hardwareLength !== 6 || arp.protocolLength !== 4) return noFaults;
  if (arp.operation !== arpOperations.request && arp.operation !== arpOperations.reply) return noFaults;
  const { senderProtocolAddress: address, senderHardwareAddress: mac, frameNumber } = arp;
  // A probe claims nothing (RFC 5227 section 1.1).
  if (address === "0.0.0.0") return noFaults;
  const holder = holders.get(address);
  if (holder === undefined) {
    if (holders.size < rememberedAddresses) holders.set(address, { mac, frameNumber, others: [] });
    return noFaults;
  }
  if (holder.mac === mac || holder.others.includes(mac)) return noFaults;
  if (holder.others.length < rememberedRivals) holder.others.push(mac);
  return [
    {
      frames: [holder.frameNumber, frameNumber],
      layer: "arp",
      field: "senderHardwareAddress",
      message: `${address} is claimed by ${holder.mac} (frame ${holder.frameNumber}) and by ${mac} (frame ${frameNumber})`,
      hint: "let one host keep one hardware address in all its frames",
      filter: `arp.src.proto_ipv4 == ${address}`,
    },
  ];
}
