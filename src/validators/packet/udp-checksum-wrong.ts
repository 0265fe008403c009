import type { PacketRule } from "./rule.js";
import { transportChecksumFaults } from "../transport-checksum-faults.js";

export const udpChecksumWrong: PacketRule = {
  code: "udp-checksum-wrong",
  level: "packet",
  about: "udp",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "checksum",
  finds: "A UDP checksum that does not fit the addresses and octets it covers.",
  why: "The receiver verifies it and silently drops the datagram. A capture at the sender may show a partial sum that the network card completes: that is no fault.",
  rfc: "RFC 768; RFC 1071",
  example: "the UDP checksum is 0x1234, the octets give 0x9c3e",
  check: (frame, context) => transportChecksumFaults(frame, context, "udp"),
};
