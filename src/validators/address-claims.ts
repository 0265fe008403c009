/**
 * Which hardware addresses claim a protocol address, in ARP or neighbor discovery. In real traffic an address may move: to a
 * new interface, a standby router, another host with the same lease. A rival is told from that by what it does.
 */
import type { CheckProfile, Fault } from "./rule.js";

export interface AddressClaim {
  readonly address: string;
  readonly mac: string;
  readonly frameNumber: number;
  readonly timeMillis: number;
  /** It is an answer to one host: a rival's comes unasked, or beside the holder's. */
  readonly isReply: boolean;
}

/** Another hardware address than before. */
export interface Rivalry {
  readonly before: { readonly mac: string; readonly frameNumber: number };
  readonly isMove: boolean;
}

interface Holder {
  mac: string;
  frameNumber: number;
  lastFrame: number;
  /** Further hardware addresses that were reported. */
  readonly others: string[];
  /** Who held the address before it moved, and when that was. */
  readonly left: { readonly mac: string; readonly movedMillis: number }[];
}

/** Addresses remembered, and hardware addresses of one: a link has fewer, and masses of them are no conflict but an attack. */
const rememberedAddresses = 65_536;
const rememberedRivals = 64;

/** Who comes back sooner than that never gave the address up. */
const givenUpAfterMillis = 60_000;

export class AddressClaims {
  private readonly holders = new Map<string, Holder>();
  /** Frame of the last question for an address. */
  private readonly asked = new Map<string, number>();

  constructor(private readonly profile: CheckProfile) {}

  /** Somebody asks who has the address. */
  ask(address: string, frameNumber: number): void {
    if (this.asked.has(address) || this.asked.size < rememberedAddresses)
      this.asked.set(address, frameNumber);
  }

  /** Undefined where nothing speaks against it, or it was reported before. */
  claim(claim: AddressClaim): Rivalry | undefined {
    const { address, mac, frameNumber } = claim;
    const holder = this.holders.get(address);
    if (holder === undefined) {
      if (this.holders.size < rememberedAddresses)
        this.holders.set(address, { mac, frameNumber, lastFrame: frameNumber, others: [], left: [] });
      return undefined;
    }
    if (holder.mac === mac) {
      holder.lastFrame = frameNumber;
      return undefined;
    }
    if (holder.others.includes(mac)) return undefined;
    const before = { mac: holder.mac, frameNumber: holder.frameNumber };
    const isMove = this.profile === "real" && this.isMove(holder, claim);
    if (isMove) {
      holder.left.push({ mac: holder.mac, movedMillis: claim.timeMillis });
      Object.assign(holder, { mac, frameNumber, lastFrame: frameNumber });
    } else if (holder.others.length < rememberedRivals) holder.others.push(mac);
    return { before, isMove };
  }

  private isMove({ lastFrame, left }: Holder, { address, mac, timeMillis, isReply }: AddressClaim): boolean {
    if (left.length >= rememberedRivals) return false;
    const departed = left.findLast((holder) => holder.mac === mac);
    if (departed !== undefined && timeMillis - departed.movedMillis < givenUpAfterMillis) return false;
    return !isReply || (this.asked.get(address) ?? 0) > lastFrame;
  }
}

/** What the rules of both protocols say of it. */
export function rivalryFault(
  { address, mac, frameNumber }: AddressClaim,
  { before, isMove }: Rivalry,
): Pick<Fault, "frames" | "message" | "hint" | "severity"> {
  return {
    frames: [before.frameNumber, frameNumber],
    ...(isMove ? { severity: "note" as const } : {}),
    message: `${address} is claimed by ${before.mac} (frame ${before.frameNumber}) and by ${mac} (frame ${frameNumber})`,
    hint: "let one host keep one hardware address in all its frames",
  };
}
