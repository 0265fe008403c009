import { layerOf } from "../../wire/decoded-frame.js";
import { hex } from "../quote-value.js";
import { noFaults } from "../rule.js";
import { isPartialChecksum } from "./partial-checksum.js";
import type { PacketRule } from "./rule.js";

export const udpChecksumWrong: PacketRule = {
  code: "udp-checksum-wrong",
  level: "packet",
  severity: { real: "error", generated: "error" },
  group: "checksum",
  finds: "A UDP checksum that does not fit the addresses and octets it covers.",
  why: "The receiver verifies it and silently drops the datagram. A capture at the sender may show a partial sum that the network card completes: that is no fault.",
  rfc: "RFC 768; RFC 1071",
  example: "the UDP checksum is 0x1234, the octets give 0x9c3e",
  check(frame, context) {
    const ipv4 = layerOf(frame.decoded, "ipv4");
    const layer = layerOf(frame.decoded, "udp");
    if (ipv4 === undefined || layer?.checksumStatus !== "bad") return noFaults;
    const leftToCard = context.profile === "real" && isPartialChecksum(layer.header.checksum, ipv4);
    const expected =
      layer.computedChecksum === undefined ? "" : `, the octets give ${hex(layer.computedChecksum)}`;
    return [
      {
        frames: [frame.frameNumber],
        layer: "udp",
        field: "checksum",
        ...(leftToCard ? { severity: "note" as const } : {}),
        message: leftToCard
          ? `the UDP checksum ${hex(layer.header.checksum)} covers the pseudo-header only: left to the network card of the capturing host`
          : `the UDP checksum is ${hex(layer.header.checksum)}${expected}`,
        hint: "leave chksum out of UDP: it is computed",
      },
    ];
  },
};
