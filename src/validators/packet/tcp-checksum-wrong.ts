import type { PacketRule } from "./rule.js";
import { transportChecksumFaults } from "../transport-checksum-faults.js";

export const tcpChecksumWrong: PacketRule = {
  code: "tcp-checksum-wrong",
  level: "packet",
  about: "tcp",
  severity: { real: "error", generated: "error" },
  certainty: "certain",
  group: "checksum",
  finds: "A TCP checksum that does not fit the addresses and octets it covers.",
  why: "The receiver verifies it and silently drops the segment. A capture at the sender may show a partial sum that the network card completes: that is no fault.",
  rfc: "RFC 9293 section 3.1; RFC 1071",
  example: "the TCP checksum is 0x1234, the octets give 0x9c3e",
  check: (frame, context) => transportChecksumFaults(frame, context, "tcp"),
};
