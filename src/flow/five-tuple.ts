/** Where a datagram or segment comes from, or goes to. */
export interface Endpoint {
  /** IPv4 or IPv6, as text. */
  readonly address: string;
  readonly port: number;
}

/** `192.168.1.23:51514`, `[2001:db8::1]:51514`. */
export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
