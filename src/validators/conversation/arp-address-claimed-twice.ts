import type { SeenArp } from "../../flow/arp-pairing.js";
import { arpOperations } from "../../wire/arp.js";
import { noFaults, type CheckContext, type Fault } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const arpAddressClaimedTwice: ConversationRule = {
  code: "arp-address-claimed-twice",
  level: "conversation",
  // In real traffic, one that another takes over when it is announced or asked for anew, and that the first gives up: a note.
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "One protocol address that ARP packets give two hardware addresses.",
  why: "Two hosts have the same address, or one of them pretends to be the other.",
  rfc: "RFC 5227 section 2.4",
  example: "192.168.1.1 is claimed by 04:92:26:8e:71:03 (frame 2) and by 52:54:00:ab:20:9d (frame 9)",
  watch({ profile }) {
    const claims = new ClaimLog(profile);
    return { arpPacket: (arp) => claims.observe(arp) };
  },
};

interface Claim {
  mac: string;
  frameNumber: number;
  lastFrame: number;
  /** Further hardware addresses that were reported. */
  readonly others: string[];
  /** Who held the address before it moved, and when that was. */
  readonly before: { readonly mac: string; readonly movedMillis: number }[];
}

/** Addresses remembered, and hardware addresses of one: a link has fewer, and masses of them are no conflict but an attack. */
const rememberedAddresses = 65_536;
const rememberedRivals = 64;

/** Who comes back sooner than that never gave the address up. */
const givenUpAfterMillis = 60_000;

class ClaimLog {
  private readonly claims = new Map<string, Claim>();
  /** Frame of the last request for an address. */
  private readonly asked = new Map<string, number>();

  constructor(private readonly profile: CheckContext["profile"]) {}

  observe(arp: SeenArp): readonly Fault[] {
    if (arp.hardwareLength !== 6 || arp.protocolLength !== 4) return noFaults;
    if (arp.operation !== arpOperations.request && arp.operation !== arpOperations.reply) return noFaults;
    const { senderProtocolAddress: address, targetProtocolAddress: target, frameNumber } = arp;
    const isRequest = arp.operation === arpOperations.request && address !== target;
    if (isRequest && (this.asked.has(target) || this.asked.size < rememberedAddresses))
      this.asked.set(target, frameNumber);
    // A probe claims nothing (RFC 5227 section 1.1).
    return address === "0.0.0.0" ? noFaults : this.claim(arp, address, arp.senderHardwareAddress);
  }

  private claim(arp: SeenArp, address: string, mac: string): readonly Fault[] {
    const { frameNumber } = arp;
    const claim = this.claims.get(address);
    if (claim === undefined) {
      if (this.claims.size < rememberedAddresses)
        this.claims.set(address, { mac, frameNumber, lastFrame: frameNumber, others: [], before: [] });
      return noFaults;
    }
    if (claim.mac === mac) {
      claim.lastFrame = frameNumber;
      return noFaults;
    }
    if (claim.others.includes(mac)) return noFaults;
    const faults = faultsOf(claim, arp);
    if (this.profile === "real" && this.isMove(claim, arp)) {
      claim.before.push({ mac: claim.mac, movedMillis: arp.timeMillis });
      Object.assign(claim, { mac, frameNumber, lastFrame: frameNumber });
      return faults.map((fault) => ({ ...fault, severity: "note" as const }));
    }
    if (claim.others.length < rememberedRivals) claim.others.push(mac);
    return faults;
  }

  /** A new interface, a standby router, another host with the same lease: told from a rival by what it does. */
  private isMove({ lastFrame, before }: Claim, arp: SeenArp): boolean {
    const { senderProtocolAddress: address, senderHardwareAddress: mac, timeMillis } = arp;
    if (before.length >= rememberedRivals) return false;
    const left = before.findLast((holder) => holder.mac === mac);
    if (left !== undefined && timeMillis - left.movedMillis < givenUpAfterMillis) return false;
    // A rival's reply comes unasked, or beside the holder's.
    const isAnnouncement = address === arp.targetProtocolAddress;
    const isAskedFor = (this.asked.get(address) ?? 0) > lastFrame;
    return arp.operation === arpOperations.request || isAnnouncement || isAskedFor;
  }
}

function faultsOf(claim: Claim, arp: SeenArp): readonly Fault[] {
  const { senderProtocolAddress: address, senderHardwareAddress: mac, frameNumber } = arp;
  return [
    {
      frames: [claim.frameNumber, frameNumber],
      layer: "arp",
      field: "senderHardwareAddress",
      message: `${address} is claimed by ${claim.mac} (frame ${claim.frameNumber}) and by ${mac} (frame ${frameNumber})`,
      hint: "let one host keep one hardware address in all its frames",
      filter: `arp.src.proto_ipv4 == ${address}`,
    },
  ];
}
