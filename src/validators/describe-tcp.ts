import type { TcpConversation } from "../flow/conversation.js";
import type { TcpObservation } from "./tcp-trace.js";

/** `the client 192.168.1.23:40100`: who sent a segment. */
export function senderOf({ client, server }: TcpConversation, { segment }: TcpObservation): string {
  const side = segment.fromClient ? client : server;
  return `the ${segment.fromClient ? "client" : "server"} ${side.address}:${side.port}`;
}

/** `192.168.1.23:40100 to 203.0.113.80:80`. */
export function describeConnection({ client, server }: TcpConversation): string {
  return `${client.address}:${client.port} to ${server.address}:${server.port}`;
}

/** A display filter for all segments of a connection. */
export function connectionFilter({ client, server }: TcpConversation): string {
  return (
    `ip.addr == ${client.address} && ip.addr == ${server.address} && ` +
    `tcp.port == ${client.port} && tcp.port == ${server.port}`
  );
}
