import { layerOf } from "../../wire/decoded-frame.js";
import { hex } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv4ChecksumWrong: PacketRule = {
  code: "ipv4-checksum-wrong",
  level: "packet",
  about: "ipv4",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "checksum",
  finds: "An IPv4 header whose checksum does not fit its octets.",
  why: "Every router and receiver verifies it and silently drops the packet.",
  rfc: "RFC 791 section 3.1; RFC 1071",
  example: "the IPv4 header checksum is 0x1234, its octets give 0xb861",
  check(frame, context) {
    const ipv4 = layerOf(frame.decoded, "ipv4");
    if (ipv4?.checksumStatus !== "bad") return noFaults;
    // Captured at the sender, a zero is what the stack leaves for the network card to fill.
    const leftToCard = ipv4.header.checksum === 0 && context.profile === "real";
    const expected =
      ipv4.computedChecksum === undefined ? "" : `, its octets give ${hex(ipv4.computedChecksum)}`;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv4",
        field: "checksum",
        ...(leftToCard ? { severity: "note" as const } : {}),
        message: leftToCard
          ? "the IPv4 header checksum is 0: probably left to the network card of the capturing host"
          : `the IPv4 header checksum is ${hex(ipv4.header.checksum)}${expected}`,
        hint: "leave chksum out of IP: it is computed",
      },
    ];
  },
};
