import { connectionFilter, describeConnection } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import { hasFlag, type TcpTrace } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpHandshakeIncomplete: TcpRule = {
  code: "tcp-handshake-incomplete",
  level: "conversation",
  subject: "tcp",
  // A capture may begin in the middle of a connection, or lose a frame of it.
  severity: { real: "off", generated: "error" },
  group: "sequence",
  finds: "A connection whose first three segments are not SYN, SYN-ACK and ACK.",
  why: "Both sides must tell each other where they begin to count before anything can be sent.",
  rfc: "RFC 9293 section 3.5",
  example: "the connection 192.168.1.23:40100 to 203.0.113.80:80 has no SYN-ACK",
  check(trace) {
    const missing = missingStep(trace);
    if (missing === undefined) return noFaults;
    const frames = trace.observations.slice(0, 3).map(({ segment }) => segment.frame.frameNumber);
    return [
      {
        frames,
        layer: "tcp",
        field: "flags",
        message: `the connection ${describeConnection(trace.conversation)} ${missing}`,
        hint: 'begin with three segments: client "S", server "SA", client "A"',
        filter: connectionFilter(trace.conversation),
      },
    ];
  },
};

function missingStep({ client, server, observations }: TcpTrace): string | undefined {
  if (client.syn === undefined) return "has no SYN";
  if (client.syn.frame !== observations[0]?.segment.frame) return "does not begin with its SYN";
  // A refused connection is complete: SYN, then RST.
  if (server.syn === undefined) return server.reset === undefined ? "has no SYN-ACK" : undefined;
  if (!hasFlag(server.syn.tcp.header, "ack")) return "is answered by a SYN without ACK";
  if (server.syn.frame !== observations[1]?.segment.frame) return "has something between SYN and SYN-ACK";
  const third = observations[2];
  if (third === undefined || !third.segment.fromClient) return "lacks the client's ACK after the SYN-ACK";
  if (hasFlag(third.header, "syn") || !hasFlag(third.header, "ack"))
    return "lacks the client's ACK after the SYN-ACK";
  return undefined;
}
