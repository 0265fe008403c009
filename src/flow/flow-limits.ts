/**
 * What following conversations may hold at once. State grows with open conversations, never with frames; each bound that is
 * reached is itself reported, with the frame from which on it mattered.
 */
export interface FlowLimits {
  /** TCP connections followed at once. Beyond, closed ones are let go first, then the one that was silent longest. */
  readonly openConnections: number;
  /** DNS queries, ARP requests and others without an answer yet, per protocol. Beyond, the oldest counts as unanswered. */
  readonly openTransactions: number;
  /** Octets kept because earlier ones of their stream are missing, over all connections. Beyond, the gap is given up. */
  readonly bufferedOctets: number;
  /** The same for one direction of one connection. */
  readonly bufferedOctetsPerStream: number;
  /** Missing stretches remembered for one direction of one connection; beyond, the oldest is forgotten. */
  readonly missingStretches: number;
  /** Octets of IP fragments whose datagram is not complete yet. Beyond, the oldest datagram is given up. */
  readonly fragmentOctets: number;
}

export const flowLimits: FlowLimits = {
  openConnections: 65_536,
  openTransactions: 65_536,
  bufferedOctets: 64 * 1024 * 1024,
  bufferedOctetsPerStream: 4 * 1024 * 1024,
  missingStretches: 64,
  fragmentOctets: 16 * 1024 * 1024,
};

/** Milliseconds of the capture's own time after which nothing more is waited for. */
export const flowTimeouts = {
  /** An answer to a DNS query, an ARP request, an echo request: resolvers and hosts give up long before. */
  transaction: 120_000,
  /** How long a closed connection is remembered, for what arrives late (RFC 9293 section 3.4.2: 2 MSL of 2 minutes). */
  closedConnection: 240_000,
} as const;
