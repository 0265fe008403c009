import { connectionFilter, describeConnection } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpSynUnanswered: ConversationRule = {
  code: "tcp-syn-unanswered",
  level: "conversation",
  severity: { real: "note", generated: "off" },
  certainty: "likely",
  group: "sequence",
  finds: "A SYN that nothing answers.",
  why: "The host is gone, or a filter on the way drops what goes to the port without a word.",
  rfc: "RFC 9293 section 3.5; RFC 2979",
  example: "nothing answers the SYN of 192.168.1.23:40100 to 203.0.113.80:80",
  on: {
    tcpEnd(connection) {
      const { client, server } = connection;
      if (client.syn === undefined || server.segments > 0) return noFaults;
      const times = client.segments === 1 ? "" : `, sent ${client.segments} times`;
      return [
        {
          frames: [client.syn.frameNumber],
          layer: "tcp",
          field: "flags",
          message: `nothing answers the SYN of ${describeConnection(connection)}${times}`,
          hint: "answer with a SYN-ACK, or with a reset where nothing listens",
          filter: connectionFilter(connection),
        },
      ];
    },
  },
};
