import { layerOf } from "../../wire/decoded-frame.js";
import { hex } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const icmpChecksumWrong: PacketRule = {
  code: "icmp-checksum-wrong",
  level: "packet",
  about: ["icmpv4", "icmpv6"],
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "checksum",
  finds: "An ICMP or ICMPv6 checksum that does not fit the octets it covers.",
  why: "The receiver verifies it and silently drops the message. ICMPv6 sums the addresses too.",
  rfc: "RFC 792; RFC 4443 section 2.3; RFC 1071",
  example: "the ICMP checksum is 0x1234, the octets give 0x4d3a",
  check(frame) {
    const icmp = layerOf(frame.decoded, "icmpv4") ?? layerOf(frame.decoded, "icmpv6");
    if (icmp?.checksumStatus !== "bad") return noFaults;
    const name = icmp.protocol === "icmpv4" ? "ICMP" : "ICMPv6";
    const expected =
      icmp.computedChecksum === undefined ? "" : `, the octets give ${hex(icmp.computedChecksum)}`;
    return [
      {
        frames: [frame.frameNumber],
        layer: icmp.protocol,
        field: "checksum",
        message: `the ${name} checksum is ${hex(icmp.header.checksum)}${expected}`,
        hint: `leave chksum out of ${name}: it is computed`,
      },
    ];
  },
};
