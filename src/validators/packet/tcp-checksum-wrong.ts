import { layerOf } from "../../wire/decoded-frame.js";
import { hex } from "../quote-value.js";
import { noFaults } from "../rule.js";
import { isPartialChecksum } from "./partial-checksum.js";
import type { PacketRule } from "./rule.js";

export const tcpChecksumWrong: PacketRule = {
  code: "tcp-checksum-wrong",
  level: "packet",
  severity: { real: "error", generated: "error" },
  group: "checksum",
  finds: "A TCP checksum that does not fit the addresses and octets it covers.",
  why: "The receiver verifies it and silently drops the segment. A capture at the sender may show a partial sum that the network card completes: that is no fault.",
  rfc: "RFC 9293 section 3.1; RFC 1071",
  example: "the TCP checksum is 0x1234, the octets give 0x9c3e",
  check(frame, context) {
    const ipv4 = layerOf(frame.decoded, "ipv4");
    const layer = layerOf(frame.decoded, "tcp");
    if (ipv4 === undefined || layer?.checksumStatus !== "bad") return noFaults;
    const leftToCard = context.profile === "real" && isPartialChecksum(layer.header.checksum, ipv4);
    const expected =
      layer.computedChecksum === undefined ? "" : `, the octets give ${hex(layer.computedChecksum)}`;
    return [
      {
        frames: [frame.frameNumber],
        layer: "tcp",
        field: "checksum",
        ...(leftToCard ? { severity: "note" as const } : {}),
        message: leftToCard
          ? `the TCP checksum ${hex(layer.header.checksum)} covers the pseudo-header only: left to the network card of the capturing host`
          : `the TCP checksum is ${hex(layer.header.checksum)}${expected}`,
        hint: "leave chksum out of TCP: it is computed",
      },
    ];
  },
};
