import type { TcpConnection } from "../../flow/tcp-connection.js";
import { connectionFilter, describeConnection } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpConnectionNotClosed: ConversationRule = {
  code: "tcp-connection-not-closed",
  level: "conversation",
  // A capture may end before its connections do.
  severity: { real: "off", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "A connection in which not both sides send a FIN and see it acknowledged, and none resets it.",
  why: "Each direction is closed by its own FIN and the other side's acknowledgment; without them both hosts keep the connection.",
  rfc: "RFC 9293 section 3.6",
  example:
    "the connection 192.168.1.23:40100 to 203.0.113.80:80 is not closed: the server's FIN is not acknowledged",
  on: {
    tcpEnd(connection) {
      const missing = missingStep(connection);
      if (missing === undefined) return noFaults;
      return [
        {
          frames: [connection.lastFrame],
          layer: "tcp",
          field: "flags",
          message: `the connection ${describeConnection(connection)} is not closed: ${missing}`,
          hint: 'end with a segment "FA" of each side and an "A" of the other whose ack is that FIN\'s seq + 1',
          filter: connectionFilter(connection),
        },
      ];
    },
  },
};

function missingStep({ client, server, resetFrame }: TcpConnection): string | undefined {
  if (resetFrame !== undefined) return undefined;
  if (client.finFrame === undefined) return "the client sends no FIN";
  if (server.finFrame === undefined) return "the server sends no FIN";
  if (!client.isFinAcknowledged) return "the client's FIN is not acknowledged";
  if (!server.isFinAcknowledged) return "the server's FIN is not acknowledged";
  return undefined;
}
