import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { hex } from "../quote-value.js";
import { noFaults, type Fault } from "../rule.js";
import type { ConversationRule } from "./rule.js";

/** What Scapy writes where a script sets none. */
const scapyDefault = 1;

export const ipv4IdentificationConstant: ConversationRule = {
  code: "ipv4-identification-constant",
  level: "conversation",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "security",
  finds:
    "A host whose IPv4 packets all have the same identification, other than 0, or a capture in which all have 1.",
  why: "Stacks count it up or draw it; only 0, on packets that may not be fragmented, stays. One display filter separates such traffic from real.",
  rfc: "RFC 6864 section 4.1; RFC 791 section 3.2",
  example: "all 6 packets of 192.168.1.23 have the identification 0x0001",
  watch() {
    const hosts = new Map<string, Host>();
    return {
      frame(frame) {
        noteIdentification(frame, hosts);
        return noFaults;
      },
      captureEnd: () => identificationFaults(hosts),
    };
  },
};

interface Host {
  readonly identification: number;
  /** Another one was seen: nothing more to know of the host. */
  isVaried: boolean;
  packets: number;
  /** The first of them. */
  readonly frames: number[];
}

/** Hosts and frames of each that are remembered. */
const rememberedHosts = 65_536;
const rememberedFrames = 1000;

function noteIdentification(frame: FlowFrame, hosts: Map<string, Host>): void {
  const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
  // Fragments of one packet share theirs.
  if (ipv4 === undefined || ipv4.fragmentOffset !== 0) return;
  const host = hosts.get(ipv4.source);
  if (host === undefined) {
    const { identification, source } = ipv4;
    if (hosts.size >= rememberedHosts) return;
    hosts.set(source, { identification, isVaried: false, packets: 1, frames: [frame.frameNumber] });
    return;
  }
  host.packets += 1;
  if (ipv4.identification !== host.identification) host.isVaried = true;
  else if (!host.isVaried && host.frames.length < rememberedFrames) host.frames.push(frame.frameNumber);
}

function identificationFaults(hosts: ReadonlyMap<string, Host>): readonly Fault[] {
  const onlyDefault = [...hosts.values()].every(
    ({ isVaried, identification }) => !isVaried && identification === scapyDefault,
  );
  const faults: Fault[] = [];
  for (const [address, { identification, isVaried, packets, frames }] of hosts) {
    if (identification === 0 || isVaried) continue;
    if (packets < 3 && !(onlyDefault && hosts.size > 1)) continue;
    const count = packets === 1 ? "the only packet" : `all ${packets} packets`;
    faults.push({
      frames,
      layer: "ipv4",
      field: "identification",
      message: `${count} of ${address} ${packets === 1 ? "has" : "have"} the identification ${hex(identification)}`,
      hint: "leave id out of IP: the host's stack counts it",
      filter: `ip.src == ${address} && ip.id == ${identification}`,
    });
  }
  return faults;
}
