import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpSynWithoutOptions: ConversationRule = {
  code: "tcp-syn-without-options",
  level: "conversation",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "A SYN or SYN-ACK without any TCP option.",
  why: "Every stack of this century says at least how long a segment may be. A bare SYN comes from a port scanner, or from a generator.",
  rfc: "RFC 9293 section 3.7.1 (MUST-14)",
  example: "the SYN of the client 192.168.1.23:40100 has no TCP option",
  on: {
    tcpSegment(observation) {
      const { header, frame, own, fromClient } = observation;
      if (!observation.isSyn || observation.isRst || own.syn !== undefined) return noFaults;
      if (header.optionBytes.length > 0) return noFaults;
      const { address, port } = own.endpoint;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "options",
          message: `the ${observation.isAck ? "SYN-ACK" : "SYN"} of the ${fromClient ? "client" : "server"} ${address}:${port} has no TCP option`,
          hint: "leave options out of TCP altogether: the host's stack fills them in",
          filter: "tcp.flags.syn == 1 && tcp.hdr_len == 20",
        },
      ];
    },
  },
};
