import { formatEndpoint } from "../flow/five-tuple.js";
import type { TcpConnection, TcpObservation } from "../flow/tcp-connection.js";

/** `the client 192.168.1.23:40100`: who sent a segment. */
export function senderOf({ fromClient, own }: TcpObservation): string {
  return `the ${fromClient ? "client" : "server"} ${formatEndpoint(own.endpoint)}`;
}

/** `192.168.1.23:40100 to 203.0.113.80:80`. */
export function describeConnection({ client, server }: TcpConnection): string {
  return `${formatEndpoint(client.endpoint)} to ${formatEndpoint(server.endpoint)}`;
}

/** A display filter for all segments of a connection. */
export function connectionFilter({ client, server }: TcpConnection): string {
  const field = client.endpoint.address.includes(":") ? "ipv6.addr" : "ip.addr";
  return (
    `${field} == ${client.endpoint.address} && ${field} == ${server.endpoint.address} && ` +
    `tcp.port == ${client.endpoint.port} && tcp.port == ${server.endpoint.port}`
  );
}
