import type { SeenArp } from "../../flow/arp-pairing.js";
import { arpOperations } from "../../wire/arp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const arpProbeAnswered: ConversationRule = {
  code: "arp-probe-answered",
  level: "conversation",
  severity: { real: "note", generated: "warn" },
  certainty: "certain",
  group: "sequence",
  finds: "A reply to an ARP probe: the address that a host is about to take is in use.",
  why: "The host must not take the address; two hosts with one address lose each other's packets.",
  rfc: "RFC 5227 section 2.1.1",
  example: "04:92:26:8e:71:03 answers the probe for 192.168.1.50 in frame 1",
  watch() {
    const probes = new Map<string, SeenArp>();
    return {
      arpPacket(arp) {
        const { operation, senderProtocolAddress, targetProtocolAddress, frameNumber } = arp;
        if (operation === arpOperations.request) {
          if (senderProtocolAddress === "0.0.0.0" && probes.size < remembered)
            probes.set(targetProtocolAddress, arp);
          return noFaults;
        }
        const probe = operation === arpOperations.reply ? probes.get(senderProtocolAddress) : undefined;
        // What comes later is no answer, and the prober's own announcement is none either.
        if (probe === undefined || arp.timeMillis - probe.timeMillis > waited) return noFaults;
        if (probe.senderHardwareAddress === arp.senderHardwareAddress) return noFaults;
        probes.delete(senderProtocolAddress);
        return [
          {
            frames: [probe.frameNumber, frameNumber],
            layer: "arp",
            message: `${arp.senderHardwareAddress.slice(0, 17)} answers the probe for ${senderProtocolAddress} in frame ${probe.frameNumber}`,
            hint: "let the host take an address that nobody answers for",
            filter: `arp.src.proto_ipv4 == ${senderProtocolAddress} || arp.dst.proto_ipv4 == ${senderProtocolAddress}`,
          },
        ];
      },
    };
  },
};

const remembered = 4096;

/** Milliseconds: three probes, one or two seconds apart, and two seconds after the last (RFC 5227 section 1.1). */
const waited = 8000;
