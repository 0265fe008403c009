import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const portZero: PacketRule = {
  code: "port-zero",
  level: "packet",
  about: ["tcp", "udp"],
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A TCP segment from or to port 0, or a UDP datagram to it.",
  why: "The port is reserved: no socket can have it. Only UDP's source port may be 0, where no answer is wanted.",
  rfc: "RFC 6335 section 6; RFC 768",
  example: "the TCP destination port is 0",
  check(frame) {
    const tcp = layerOf(frame.decoded, "tcp")?.header;
    const udp = tcp === undefined ? layerOf(frame.decoded, "udp")?.header : undefined;
    const { sourcePort = 1, destinationPort = 1 } = tcp ?? { destinationPort: udp?.destinationPort ?? 1 };
    if (sourcePort !== 0 && destinationPort !== 0) return noFaults;
    const name = tcp === undefined ? "UDP" : "TCP";
    return [
      {
        frames: [frame.frameNumber],
        layer: name.toLowerCase(),
        field: destinationPort === 0 ? "destinationPort" : "sourcePort",
        message: `the ${name} ${destinationPort === 0 ? "destination" : "source"} port is 0`,
        hint: "set sport and dport",
        filter: `${name.toLowerCase()}.port == 0`,
      },
    ];
  },
};
