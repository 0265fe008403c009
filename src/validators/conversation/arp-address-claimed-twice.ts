import { arpOperations } from "../../wire/arp.js";
import { layerOf } from "../../wire/decoded-frame.js";
import type { Fault } from "../rule.js";
import type { CaptureRule } from "./rule.js";

export const arpAddressClaimedTwice: CaptureRule = {
  code: "arp-address-claimed-twice",
  level: "conversation",
  subject: "capture",
  severity: { real: "warn", generated: "error" },
  group: "security",
  finds: "One protocol address that ARP packets give two hardware addresses.",
  why: "Two hosts have the same address, or one of them pretends to be the other.",
  rfc: "RFC 5227 section 2.4",
  example: "192.168.1.1 is claimed by 04:92:26:8e:71:03 (frame 2) and by 52:54:00:ab:20:9d (frame 9)",
  check(frames) {
    const holders = new Map<string, { mac: string; frameNumber: number }>();
    const reported = new Set<string>();
    const faults: Fault[] = [];
    for (const frame of frames) {
      const arp = layerOf(frame.decoded, "arp")?.header;
      if (arp === undefined || arp.hardwareLength !== 6 || arp.protocolLength !== 4) continue;
      if (arp.operation !== arpOperations.request && arp.operation !== arpOperations.reply) continue;
      const address = arp.senderProtocolAddress;
      // A probe claims nothing (RFC 5227 section 1.1).
      if (address === "0.0.0.0") continue;
      const mac = arp.senderHardwareAddress;
      const holder = holders.get(address);
      if (holder === undefined) holders.set(address, { mac, frameNumber: frame.frameNumber });
      if (holder === undefined || holder.mac === mac || reported.has(`${address} ${mac}`)) continue;
      reported.add(`${address} ${mac}`);
      faults.push({
        frames: [holder.frameNumber, frame.frameNumber],
        layer: "arp",
        field: "senderHardwareAddress",
        message: `${address} is claimed by ${holder.mac} (frame ${holder.frameNumber}) and by ${mac} (frame ${frame.frameNumber})`,
        hint: "let one host keep one hardware address in all its frames",
        filter: `arp.src.proto_ipv4 == ${address}`,
      });
    }
    return faults;
  },
};
