import { connectionFilter, describeConnection } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { TcpTrace } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpConnectionNotClosed: TcpRule = {
  code: "tcp-connection-not-closed",
  level: "conversation",
  subject: "tcp",
  // A capture may end before its connections do.
  severity: { real: "off", generated: "error" },
  group: "sequence",
  finds: "A connection in which not both sides send a FIN and see it acknowledged, and none resets it.",
  why: "Each direction is closed by its own FIN and the other side's acknowledgment; without them both hosts keep the connection.",
  rfc: "RFC 9293 section 3.6",
  example:
    "the connection 192.168.1.23:40100 to 203.0.113.80:80 is not closed: the server's FIN is not acknowledged",
  check(trace) {
    const missing = missingStep(trace);
    const last = trace.observations.at(-1)?.segment.frame.frameNumber;
    if (missing === undefined || last === undefined) return noFaults;
    return [
      {
        frames: [last],
        layer: "tcp",
        field: "flags",
        message: `the connection ${describeConnection(trace.conversation)} is not closed: ${missing}`,
        hint: 'end with a segment "FA" of each side and an "A" of the other whose ack is that FIN\'s seq + 1',
        filter: connectionFilter(trace.conversation),
      },
    ];
  },
};

function missingStep({ client, server }: TcpTrace): string | undefined {
  if (client.reset !== undefined || server.reset !== undefined) return undefined;
  for (const [name, side] of [
    ["client", client],
    ["server", server],
  ] as const) {
    if (side.fin === undefined) return `the ${name} sends no FIN`;
  }
  if (!client.finAcknowledged) return "the client's FIN is not acknowledged";
  if (!server.finAcknowledged) return "the server's FIN is not acknowledged";
  return undefined;
}
