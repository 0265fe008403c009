import type { Ipv4Address } from "../contracts/address.js";
import type { Ipv4Layer, TcpLayer, UdpLayer } from "../wire/decoded-frame.js";

export interface Endpoint {
  readonly address: Ipv4Address;
  readonly port: number;
}

/** Protocol and both endpoints, directional. */
export interface FiveTuple {
  readonly protocol: "tcp" | "udp";
  readonly source: Endpoint;
  readonly destination: Endpoint;
}

export function fiveTupleOf(ipv4: Ipv4Layer, transport: TcpLayer | UdpLayer): FiveTuple {
  return {
    protocol: transport.protocol,
    source: { address: ipv4.header.source, port: transport.header.sourcePort },
    destination: { address: ipv4.header.destination, port: transport.header.destinationPort },
  };
}

/** `192.168.1.23:51514`. */
export function formatEndpoint({ address, port }: Endpoint): string {
  return `${address}:${port}`;
}

export function isSameEndpoint(left: Endpoint, right: Endpoint): boolean {
  return left.port === right.port && left.address === right.address;
}

/** The same text for both directions of a conversation. */
export function conversationKey({ protocol, source, destination }: FiveTuple): string {
  const [left, right] = [formatEndpoint(source), formatEndpoint(destination)];
  return left < right ? `${protocol} ${left} ${right}` : `${protocol} ${right} ${left}`;
}
