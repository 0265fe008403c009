import { addToSequence } from "../../wire/seqnum.js";
import { describeConnection, connectionFilter } from "../describe-tcp.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpConnectionRefused: ConversationRule = {
  code: "tcp-connection-refused",
  level: "conversation",
  severity: { real: "note", generated: "off" },
  certainty: "certain",
  group: "sequence",
  finds: "A SYN that is answered by a reset.",
  why: "Nothing listens on the port, or something on the way does not let the connection through.",
  rfc: "RFC 9293 sections 3.5.2 and 3.10.7.1",
  example: "the connection 192.168.1.23:40100 to 203.0.113.80:80 is refused",
  on: {
    tcpSegment(observation) {
      const { connection, fromClient, header, frame } = observation;
      const { client, server, resetFrame } = connection;
      if (!observation.isRst || fromClient || client.syn === undefined) return noFaults;
      if (server.syn !== undefined || resetFrame !== undefined) return noFaults;
      const expected = addToSequence(client.syn.sequenceNumber, client.syn.payloadLength + 1);
      if (!observation.isAck || header.acknowledgmentNumber !== expected) return noFaults;
      return [
        {
          frames: frameNumbers(client.syn, frame),
          layer: "tcp",
          field: "flags",
          message: `the connection ${describeConnection(connection)} is refused`,
          hint: "connect to a port on which a program listens",
          filter: connectionFilter(connection),
        },
      ];
    },
  },
};
