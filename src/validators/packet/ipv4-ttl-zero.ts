import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv4TtlZero: PacketRule = {
  code: "ipv4-ttl-zero",
  level: "packet",
  about: "ipv4",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An IPv4 packet with a time to live of 0.",
  why: "A host must not send one, and a router that counts down to 0 discards the packet instead of forwarding it.",
  rfc: "RFC 1122 section 3.2.1.7; RFC 1812 section 5.3.1",
  example: "the time to live is 0",
  check(frame) {
    const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
    if (ipv4?.ttl !== 0) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv4",
        field: "ttl",
        message: "the time to live is 0",
        hint: "leave ttl out, or set it to what the host's stack sends (64 or 128) less the routers passed",
        filter: "ip.ttl == 0",
      },
    ];
  },
};
