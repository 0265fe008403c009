import { layerOf } from "../../wire/decoded-frame.js";
import type { Fault } from "../rule.js";
import { hex } from "../quote-value.js";
import type { CaptureRule } from "./rule.js";

/** What Scapy writes where a script sets none. */
const scapyDefault = 1;

export const ipv4IdentificationConstant: CaptureRule = {
  code: "ipv4-identification-constant",
  level: "conversation",
  subject: "capture",
  severity: { real: "off", generated: "error" },
  group: "security",
  finds:
    "A host whose IPv4 packets all have the same identification, other than 0, or a capture in which all have 1.",
  why: "Stacks count it up or draw it; only 0, on packets that may not be fragmented, stays. One display filter separates such traffic from real.",
  rfc: "RFC 6864 section 4.1; RFC 791 section 3.2",
  example: "all 6 packets of 192.168.1.23 have the identification 0x0001",
  check(frames) {
    const hosts = new Map<string, { identifications: Set<number>; frames: number[] }>();
    for (const frame of frames) {
      const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
      // Fragments of one packet share theirs.
      if (ipv4 === undefined || ipv4.fragmentOffset !== 0) continue;
      const host = hosts.get(ipv4.source) ?? { identifications: new Set(), frames: [] };
      host.identifications.add(ipv4.identification);
      host.frames.push(frame.frameNumber);
      hosts.set(ipv4.source, host);
    }
    const onlyDefault = [...hosts.values()].every(
      ({ identifications }) => identifications.size === 1 && identifications.has(scapyDefault),
    );
    const faults: Fault[] = [];
    for (const [address, host] of hosts) {
      const [identification] = host.identifications;
      if (identification === undefined || identification === 0 || host.identifications.size > 1) continue;
      const isGiveAway = host.frames.length >= 3 || (onlyDefault && hosts.size > 1);
      if (!isGiveAway) continue;
      const count = host.frames.length === 1 ? "the only packet" : `all ${host.frames.length} packets`;
      faults.push({
        frames: host.frames,
        layer: "ipv4",
        field: "identification",
        message: `${count} of ${address} ${host.frames.length === 1 ? "has" : "have"} the identification ${hex(identification)}`,
        hint: "leave id out of IP: the host's stack counts it",
        filter: `ip.src == ${address} && ip.id == ${identification}`,
      });
    }
    return faults;
  },
};
