import type { Ipv4Address } from "../contracts/address.js";

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
