import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { tcpFlags } from "../../wire/tcp.js";
import { noFaults, type Fault } from "../rule.js";
import type { PacketRule } from "./rule.js";

const synOnly: Readonly<Record<string, string>> = {
  mss: "maximum segment size",
  "window-scale": "window scale",
  "sack-permitted": "SACK permitted",
};

export const tcpOptionOutsideSyn: PacketRule = {
  code: "tcp-option-outside-syn",
  level: "packet",
  about: "tcp",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "Maximum segment size, window scale or SACK permitted in a segment without SYN.",
  why: "These are offered once, while the connection opens; later they must not be sent and are ignored.",
  rfc: "RFC 9293 section 3.7.1; RFC 7323 section 2.2; RFC 2018 section 2",
  example: "a segment without SYN has the option maximum segment size",
  check(frame) {
    const tcp = layerOf(frame.decoded, "tcp")?.header;
    if (tcp === undefined || (tcp.flags & tcpFlags.syn) !== 0) return noFaults;
    for (const { kind } of tcp.options) {
      const name = synOnly[kind];
      if (name !== undefined) return faultsOf(frame, name);
    }
    return noFaults;
  },
};

function faultsOf({ frameNumber }: FlowFrame, name: string): readonly Fault[] {
  return [
    {
      frames: [frameNumber],
      layer: "tcp",
      field: "options",
      message: `a segment without SYN has the option ${name}`,
      hint: "leave TCP options out after the handshake's two SYNs",
      filter: "tcp.flags.syn == 0 && (tcp.options.mss_val || tcp.options.wscale || tcp.options.sack_perm)",
    },
  ];
}
