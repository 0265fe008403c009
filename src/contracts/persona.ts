/**
 * A persona: how one host's network stack fills what a packet script leaves unset. Data, one YAML file each under
 * `personas/`; validated by `src/config`, used by `src/personas`, carried whole in a workflow's input so that a resumed
 * run fills as the first one did.
 */
export interface Persona {
  /** File name without ending: `linux-client`. */
  readonly name: string;
  /** For people: `Linux 6.1 laptop with curl`. */
  readonly title: string;
  /** Where the values are from. */
  readonly source: string;
  /** First three octets of its network card, for MAC addresses that are drawn: `a4:34:d9`. */
  readonly macPrefixes: readonly string[];
  readonly ip: { readonly ttl: number };
  readonly tcp: {
    readonly dontFragment: boolean;
    /** `per-connection`: random start, one up per packet. `zero`: always 0. */
    readonly identification: "per-connection" | "zero";
    /** The identification of a SYN-ACK, sent before the connection has a socket of its own. */
    readonly synAckIdentification: "per-connection" | "zero";
    /** Option kinds in the order of the wire. */
    readonly synOptions: readonly TcpOptionKind[];
    /** The same for a SYN-ACK; options the SYN did not offer are left out and re-padded with `nop`. */
    readonly synAckOptions: readonly TcpOptionKind[];
    /** Octets. */
    readonly mss: number;
    /** Shift count, 0 … 14. */
    readonly windowScale: number;
    /** Window field of the SYN and of the SYN-ACK: never scaled (RFC 7323 section 2.2). */
    readonly synWindow: number;
    readonly synAckWindow: number;
    /** Octets the host offers after the handshake: sent shifted right by the scale where both sides offered one. */
    readonly receiveWindow: number;
    /** Ticks a second of the timestamp clock. */
    readonly timestampHz: number;
  };
  readonly udp: {
    readonly dontFragment: boolean;
    /** `per-socket`: random start, one up per datagram of the five-tuple. `random`: drawn each time. */
    readonly identification: "per-socket" | "random" | "zero";
  };
  /** Inclusive. `parity` as Linux picks ports for connect(): even first. */
  readonly ephemeralPorts: {
    readonly first: number;
    readonly last: number;
    readonly parity?: "even" | "odd";
  };
  /** How long the host itself takes, network excluded, in microseconds: smallest and typical largest. */
  readonly reactionMicros: {
    /** From a received segment to the acknowledgment the stack sends by itself. */
    readonly acknowledge: readonly [number, number];
    /** From a received packet to what a program answers (ARP replies and DNS answers too). */
    readonly answer: readonly [number, number];
    /** Between two packets the same program sends one after the other. */
    readonly next: readonly [number, number];
  };
  /** DNS names compressed in messages this host sends (RFC 1035 section 4.1.4). */
  readonly dnsCompression: boolean;
  /** What its programs call themselves, told to the HTTP expert. */
  readonly software?: { readonly userAgent?: string; readonly server?: string };
}

export type TcpOptionKind = "mss" | "sack-permitted" | "timestamp" | "nop" | "window-scale" | "end";
