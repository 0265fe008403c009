import type { Ipv4Address, MacAddress } from "../contracts/address.js";
import type { Finding } from "../contracts/finding.js";
import type { RouterMac } from "../contracts/learned.js";
import { err, ok, type Result } from "../contracts/result.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { isUnicastMac, sameMac } from "../validators/address-classes.js";
import { arpOperations } from "../wire/arp.js";
import { layerOf } from "../wire/decoded-frame.js";
import { makeLearnedFact, type FramesSource } from "./make-learned-fact.js";

/**
 * Reads the router's hardware address as the client's stack would (RFC 826): from an ARP reply whose sender has the wanted
 * protocol address. Frame numbers in the fact are those of `frames`. Replies that contradict each other teach nothing.
 */
export function learnRouterMac(
  frames: readonly FlowFrame[],
  wantedIp: Ipv4Address,
  source: FramesSource,
): Result<RouterMac, Finding> {
  const replies = frames.flatMap((frame) => {
    const arp = layerOf(frame.decoded, "arp")?.header;
    if (arp?.operation !== arpOperations.reply || arp.senderProtocolAddress !== wantedIp) return [];
    return [{ frameNumber: frame.frameNumber, mac: arp.senderHardwareAddress.toLowerCase() }];
  });
  const first = replies[0];
  if (first === undefined)
    return err(notLearned([], `no ARP reply says which hardware address ${wantedIp} has`));
  if (!isUnicastMac(first.mac)) {
    return err(
      notLearned([first.frameNumber], `the ARP reply gives ${wantedIp} the address ${shorten(first.mac)}`),
    );
  }
  const other = replies.find(({ mac }) => !sameMac(mac, first.mac));
  if (other !== undefined) {
    const message = `two ARP replies give ${wantedIp} different addresses: ${first.mac} and ${shorten(other.mac)}`;
    return err(notLearned([first.frameNumber, other.frameNumber], message));
  }
  return ok(makeLearnedFact(first.mac, { ...source, frameNumber: first.frameNumber }));
}

/** A hardware address in a frame may claim up to 255 octets. */
function shorten(mac: MacAddress): string {
  return mac.length > 17 ? `${mac.slice(0, 17)}…` : mac;
}

function notLearned(frames: readonly number[], message: string): Finding {
  return {
    code: "router-mac-not-learned",
    severity: "error",
    group: "scenario",
    source: "wiretale",
    frames,
    layer: "arp",
    field: "senderHardwareAddress",
    message,
    hint: "write an ARP reply (op=2) whose psrc is the wanted address and whose hwsrc is a unicast hardware address",
    filter: "arp.opcode == 2",
  };
}
