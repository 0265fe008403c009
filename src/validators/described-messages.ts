import type { ConversationSummary, DnsQuerySummary, DnsSummary, IcmpQuery } from "../contracts/summary.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { arpOperations } from "../wire/arp.js";
import { layerOf } from "../wire/decoded-frame.js";
import { dnsTypes } from "../wire/dns.js";
import { icmpv4Types } from "../wire/icmpv4.js";
import { tcpFlags } from "../wire/tcp.js";

/** One kind of message that a description asks for, and how often. */
export interface DescribedMessages {
  /** `ARP reply`. */
  readonly what: string;
  readonly count: number;
  /** How a script writes one. */
  readonly hint: string;
  readonly matches: (frame: FlowFrame) => boolean;
}

/** ICMP types of a query and its reply. */
export const icmpQueryTypes: Readonly<
  Record<IcmpQuery, { readonly request: number; readonly reply: number }>
> = {
  Echo: { request: icmpv4Types.echoRequest, reply: icmpv4Types.echoReply },
  Timestamp: { request: icmpv4Types.timestampRequest, reply: icmpv4Types.timestampReply },
};

/** Everything a described conversation of ARP, ICMP, DNS or a refused connection consists of; HTTP is told by its messages. */
export function describedMessages(
  summary: Exclude<ConversationSummary, { protocol: "HTTP" }>,
): readonly DescribedMessages[] {
  switch (summary.protocol) {
    case "ARP":
      return [
        {
          what: "ARP request",
          count: 1,
          hint: "write a packet Ether/ARP with op=1",
          matches: isArp(arpOperations.request),
        },
        {
          what: "ARP reply",
          count: 1,
          hint: "write a packet Ether/ARP with op=2",
          matches: isArp(arpOperations.reply),
        },
      ];
    case "ICMP": {
      const { count = 1, type } = summary;
      const { request, reply } = icmpQueryTypes[type];
      const word = type.toLowerCase();
      return [
        {
          what: `ICMP ${word} request`,
          count,
          hint: `write a packet IP/ICMP with type=${request}`,
          matches: isIcmp(request),
        },
        {
          what: `ICMP ${word} reply`,
          count,
          hint: `write a packet IP/ICMP with type=${reply} after each request`,
          matches: isIcmp(reply),
        },
      ];
    }
    case "DNS": {
      const count = queriesOf(summary).length;
      return [
        {
          what: "DNS query",
          count,
          hint: "write a packet IP/UDP/DNS with qr=0 to port 53",
          matches: isDns(0),
        },
        {
          what: "DNS answer",
          count,
          hint: "write a packet IP/UDP/DNS with qr=1 from port 53",
          matches: isDns(1),
        },
      ];
    }
    case "TCP":
      return [
        { what: "SYN", count: 1, hint: 'write a packet IP/TCP of the client with flags="S"', matches: isSyn },
        {
          what: "reset",
          count: 1,
          hint: 'answer the SYN with a packet IP/TCP of the server with flags="RA"',
          matches: isReset,
        },
      ];
  }
}

/** The queries of a DNS conversation, in order. */
export function queriesOf(summary: DnsSummary): readonly [DnsQuerySummary, ...DnsQuerySummary[]] {
  return [summary, ...(summary.further ?? [])];
}

/** Which of the described queries a message is about: by its question's type; the first where none has it. */
export function queryOfMessage(summary: DnsSummary, questionType: number | undefined): DnsQuerySummary {
  const [first, ...further] = queriesOf(summary);
  return [first, ...further].find(({ type = "A" }) => dnsTypes[type] === questionType) ?? first;
}

function isArp(operation: number): DescribedMessages["matches"] {
  return ({ decoded }) => layerOf(decoded, "arp")?.header.operation === operation;
}

function isIcmp(type: number): DescribedMessages["matches"] {
  return ({ decoded }) => layerOf(decoded, "icmpv4")?.header.type === type;
}

function isDns(qr: number): DescribedMessages["matches"] {
  return ({ decoded }) => layerOf(decoded, "dns")?.message.qr === qr;
}

function isSyn({ decoded }: FlowFrame): boolean {
  const flags = layerOf(decoded, "tcp")?.header.flags ?? 0;
  return (flags & (tcpFlags.syn | tcpFlags.ack)) === tcpFlags.syn;
}

function isReset({ decoded }: FlowFrame): boolean {
  return ((layerOf(decoded, "tcp")?.header.flags ?? 0) & tcpFlags.rst) !== 0;
}
