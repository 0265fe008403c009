import type { TcpConnection } from "../../flow/tcp-connection.js";
import { connectionFilter, describeConnection } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpConnectionHalfOpen: ConversationRule = {
  code: "tcp-connection-half-open",
  level: "conversation",
  severity: { real: "note", generated: "off" },
  certainty: "likely",
  group: "sequence",
  finds:
    "A connection that one side holds and the other does not: a SYN-ACK that nothing acknowledges, or a new SYN in a connection still open.",
  why: "The side that holds it keeps its memory until it gives up. Many of the first kind are how servers are flooded; the second shows a host that has restarted.",
  rfc: "RFC 9293 section 3.5.1; RFC 4987 section 2",
  example:
    "the connection 192.168.1.23:40100 to 203.0.113.80:80 stays half open: nothing acknowledges the SYN-ACK",
  on: {
    tcpEnd(connection) {
      const why = reasonOf(connection);
      if (why === undefined) return noFaults;
      return [
        {
          frames: [connection.lastFrame],
          layer: "tcp",
          field: "flags",
          message: `the connection ${describeConnection(connection)} stays half open: ${why}`,
          hint: "let the client acknowledge the SYN-ACK, and close a connection before it is opened again",
          filter: connectionFilter(connection),
        },
      ];
    },
  },
};

function reasonOf({ handshake, isSynAckAnswered, isClosed, end }: TcpConnection): string | undefined {
  if (isClosed) return undefined;
  if (handshake === "syn-ack" && !isSynAckAnswered) return "nothing acknowledges the SYN-ACK";
  return handshake === "established" && end === "replaced"
    ? "another SYN of the same ports follows"
    : undefined;
}
