/** Frames into conversations: ARP exchanges, DNS over UDP, TCP connections; everything else is left over. */
import { layerOf } from "../wire/decoded-frame.js";
import { ArpExchanges } from "./arp-exchanges.js";
import type { Conversations } from "./conversation.js";
import { DnsConversations } from "./dns-conversations.js";
import type { FlowFrame } from "./flow-frame.js";
import { TcpConversations } from "./tcp-conversations.js";

/** Groups frames in their order; conversations come in the order of their first frames. */
export function groupConversations(frames: readonly FlowFrame[]): Conversations {
  const arp = new ArpExchanges();
  const dns = new DnsConversations();
  const tcp = new TcpConversations();
  const others: FlowFrame[] = [];
  for (const frame of frames) {
    const ipv4 = layerOf(frame.decoded, "ipv4");
    const taken =
      ipv4 === undefined ? arp.observe(frame) : tcp.observe(frame, ipv4) || dns.observe(frame, ipv4);
    if (!taken) others.push(frame);
  }
  return { arp: arp.exchanges, dns: dns.conversations(), tcp: tcp.conversations(), others };
}
