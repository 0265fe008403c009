import type { TcpConnection } from "../../flow/tcp-connection.js";
import { tcpFlags } from "../../wire/tcp.js";
import { connectionFilter, describeConnection } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpHandshakeIncomplete: ConversationRule = {
  code: "tcp-handshake-incomplete",
  level: "conversation",
  // A capture may begin in the middle of a connection, or lose a frame of it.
  severity: { real: "off", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "A connection whose first three segments are not SYN, SYN-ACK and ACK.",
  why: "Both sides must tell each other where they begin to count before anything can be sent.",
  rfc: "RFC 9293 section 3.5",
  example: "the connection 192.168.1.23:40100 to 203.0.113.80:80 has no SYN-ACK",
  on: {
    tcpEnd(connection) {
      const missing = missingStep(connection);
      if (missing === undefined) return noFaults;
      return [
        {
          frames: connection.opening.map(({ frameNumber }) => frameNumber),
          layer: "tcp",
          field: "flags",
          message: `the connection ${describeConnection(connection)} ${missing}`,
          hint: 'begin with three segments: client "S", server "SA", client "A"',
          filter: connectionFilter(connection),
        },
      ];
    },
  },
};

function missingStep({ client, server, opening }: TcpConnection): string | undefined {
  const [first, second, third] = opening;
  if (client.syn === undefined) return "has no SYN";
  if (client.syn.frameNumber !== first?.frameNumber) return "does not begin with its SYN";
  // A refused connection is complete: SYN, then RST.
  if (server.syn === undefined) return server.resetFrame === undefined ? "has no SYN-ACK" : undefined;
  if ((server.syn.flags & tcpFlags.ack) === 0) return "is answered by a SYN without ACK";
  if (server.syn.frameNumber !== second?.frameNumber) return "has something between SYN and SYN-ACK";
  const isAck = third !== undefined && (third.flags & (tcpFlags.syn | tcpFlags.ack)) === tcpFlags.ack;
  return isAck && third.fromClient ? undefined : "lacks the client's ACK after the SYN-ACK";
}
