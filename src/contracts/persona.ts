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
  /** `measured`: read off captures of such a host. `documents`: taken from what others published. Left out: not said. */
  readonly basis?: "measured" | "documents";
  /** First three octets of its network card, for MAC addresses that are drawn: `a4:34:d9`. */
  readonly macPrefixes: readonly string[];
  readonly ip: {
    readonly ttl: number;
    /**
     * Ticks a second by which counters `per-destination` and `per-host` skip: before a packet, a random number from 0 to the ticks
     * since the packet before. Left out: none.
     */
    readonly identificationSkipHz?: number;
  };
  readonly tcp: {
    readonly dontFragment: boolean;
    readonly identification: IdentificationPolicy;
    /** The identification of a SYN-ACK, sent before the connection has a socket of its own. */
    readonly synAckIdentification: IdentificationPolicy;
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
    /**
     * Octets the host offers after the handshake: sent in units of the scale where both sides offered one, rounded up. `receiveWindow`
     * is that of the side that opened the connection, `acceptedReceiveWindow` (left out: the same) of the side that accepted it.
     */
    readonly receiveWindow: number;
    readonly acceptedReceiveWindow?: number;
    /** How the window grows while data arrives. Left out: not at all. */
    readonly windowGrowth?: WindowGrowth;
    /** When it acknowledges data of which it expects more. Left out: every second segment (RFC 9293 section 3.8.6.3). */
    readonly delayedAcks?: DelayedAcks;
    /** What a program sends at once leaves in units of so many segments, each ending with PSH. Left out: PSH is on the last alone. */
    readonly pushSegments?: number;
    /** Ticks a second of the timestamp clock. */
    readonly timestampHz: number;
    /** What has a random offset of its own on that clock. Left out: each connection. */
    readonly timestampOffset?: "per-connection" | "per-host-pair";
  };
  readonly udp: MessagePolicy;
  /** Echo requests and replies (RFC 792). Left out: as `udp`. */
  readonly icmp?: { readonly echoRequest: MessagePolicy; readonly echoReply: MessagePolicy };
  /** Inclusive. `parity` as Linux picks ports for connect(): even first. */
  readonly ephemeralPorts: {
    readonly first: number;
    readonly last: number;
    readonly parity?: "even" | "odd";
    /** The next port to the same place is so many above the last one, least and most. Left out: each is drawn anew. */
    readonly step?: readonly [number, number];
  };
  /** How long the host itself takes, network excluded. */
  readonly reactionMicros: ReactionTimes;
  /**
   * The same by the persona of the other side, where these were measured apart: hosts of one machine share its processors, and a
   * client's program is in the way of the server's.
   */
  readonly reactionMicrosBeside?: Readonly<Record<string, Partial<ReactionTimes>>>;
  /** DNS names compressed in messages this host sends (RFC 1035 section 4.1.4). */
  readonly dnsCompression: boolean;
  /** Its stub resolver. */
  readonly resolver?: {
    /**
     * Share of look-ups, 0 to 1, in which the first answer of a server nearby is there before the second query leaves. Left out: all
     * of them.
     */
    readonly inTurnShare?: number;
    /** Processes or threads that a look-up starts, each with a number of its own. Left out: none. */
    readonly processes?: number;
  };
  /** How long its programs take, by what they do. Left out: as the scenario says. */
  readonly programs?: {
    readonly fetch?: ProgramTimes;
    readonly lookUp?: ProgramTimes & {
      /** What the IP header of its queries has, where that differs from `udp`. */
      readonly udp?: MessagePolicy;
    };
    readonly ping?: ProgramTimes & {
      /** By how much each request is later than the interval says. */
      readonly lateMicros?: Delay;
    };
  };
  /** What its programs call themselves, told to the HTTP expert. */
  readonly software?: { readonly userAgent?: string; readonly server?: string };
}

/** Delays by what a packet follows. */
export interface ReactionTimes {
  /** From a received segment to the acknowledgment the stack sends by itself. */
  readonly acknowledge: Delay;
  /** From a received packet to what a program answers. */
  readonly answer: Delay;
  /** Between two packets the same program sends one after the other. */
  readonly next: Delay;
  /** From the other side's acknowledgment in between to what follows, on the shortest paths alone. Left out: `next`. */
  readonly nextAcknowledged?: Delay;
  /** From a SYN to the SYN-ACK or the reset. Left out: `acknowledge`. */
  readonly accept?: Delay;
  /** From a SYN to the reset that refuses it. Left out: `accept`. */
  readonly refuse?: Delay;
  /** From a FIN without data to its acknowledgment. Left out: `acknowledge`. */
  readonly acknowledgeFin?: Delay;
  /** From a further segment of what a program sent at once to its acknowledgment. Left out: `acknowledge`. */
  readonly acknowledgeMore?: Delay;
  /** From a further request on a connection to the answer. Left out: `answer`. */
  readonly answerAgain?: Delay;
  /** From a SYN-ACK to the acknowledgment that ends the opening. Left out: `acknowledge`. */
  readonly open?: Delay;
  /** From a SYN-ACK or what ends the opening to what a program sends first. Left out: `answer`. */
  readonly begin?: Delay;
  /** From the last that arrived to a FIN. Left out: `answer`. */
  readonly close?: Delay;
  /** The same where the program has sent nothing for 200 microseconds, and sleeps. Left out: `close`. */
  readonly closeAsleep?: Delay;
  /** From what a program sent to its FIN without data. Left out: `next`. */
  readonly finish?: Delay;
  /** To an ARP reply. Left out: `answer`. */
  readonly arp?: Delay;
  /** To an echo reply. Left out: `answer`. */
  readonly echo?: Delay;
  /** To a further one in the conversation. Left out: `echo`. */
  readonly echoAgain?: Delay;
  /** To a UDP answer, such as of DNS. Left out: `answer`. */
  readonly datagram?: Delay;
  /** The same where several came before the first answer. Left out: `datagram`. */
  readonly datagramQueued?: Delay;
  /** The same once this host has sent one in the conversation. Left out: `datagram`. */
  readonly datagramAgain?: Delay;
  /** From a name's resolution to the SYN that follows it. Left out: `answer`. */
  readonly connect?: Delay;
}

/**
 * IPv4 identifications (RFC 6864). `zero`: always 0. `random`: drawn each time. The others count up, from a random start each:
 * `per-connection` and `per-socket`, two words for one thing, by two addresses and ports; `per-destination` by two addresses and the
 * protocol; `per-host` for all that the host sends.
 */
export type IdentificationPolicy =
  "zero" | "random" | "per-connection" | "per-socket" | "per-destination" | "per-host";

/** What a stack writes into the IP header of one kind of message. */
export interface MessagePolicy {
  readonly dontFragment: boolean;
  readonly identification: IdentificationPolicy;
}

/**
 * Each segment that brings at least `leastPayload` octets lets the window grow by `octets`, as far as `buffer` octets have room beside
 * what the program has not yet read. What was once offered stays offered (RFC 9293 section 3.8.6: no shrinking).
 */
export interface WindowGrowth {
  readonly leastPayload: number;
  readonly octets: number;
  readonly buffer: number;
}

/**
 * Every segment at once until the program has sent more than `quickSends` times; from then on every `every`-th, and once the program
 * was told to read by a PSH, what comes on its heels together.
 */
export interface DelayedAcks {
  readonly quickSends: number;
  readonly every: number;
}

export interface ProgramTimes {
  /** From the start of the program to its first packet. */
  readonly startMicros?: Delay;
  /** From its last packet to its end. Left out: none. */
  readonly endMicros?: Delay;
  /** Processes and threads that it is, each with a number of its own: `ping` shows the number. Left out: 1. */
  readonly processes?: number;
}

/**
 * Microseconds. Two numbers: the smallest and the typical largest (the 95th percentile of a right-skewed curve). More: quantiles at
 * equal steps, the smallest first and the largest last.
 */
export type Delay = readonly number[];

export type TcpOptionKind = "mss" | "sack-permitted" | "timestamp" | "nop" | "window-scale" | "end";
