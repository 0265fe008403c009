import { dnsPort } from "../wire/decode-frame.js";
import { type Ipv4Layer, layerOf } from "../wire/decoded-frame.js";
import type { DnsConversation, DnsFrame, DnsTransaction } from "./conversation.js";
import { conversationKey, type Endpoint, fiveTupleOf, isSameEndpoint } from "./five-tuple.js";
import type { FlowFrame } from "./flow-frame.js";

interface OpenConversation {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly frames: FlowFrame[];
}

/** Collects DNS conversations: UDP datagrams to or from port 53, by both endpoints. */
export class DnsConversations {
  private readonly open = new Map<string, OpenConversation>();

  /** Whether the frame is a datagram of the DNS port. */
  observe(frame: FlowFrame, ipv4: Ipv4Layer): boolean {
    const udp = layerOf(frame.decoded, "udp");
    if (udp === undefined) return false;
    const tuple = fiveTupleOf(ipv4, udp);
    if (tuple.source.port !== dnsPort && tuple.destination.port !== dnsPort) return false;
    const key = conversationKey(tuple);
    const known = this.open.get(key);
    if (known === undefined) this.open.set(key, { ...tuple, frames: [frame] });
    else known.frames.push(frame);
    return true;
  }

  conversations(): readonly DnsConversation[] {
    return [...this.open.values()].map(closeConversation);
  }
}

/** The client sends queries: told by the first message that decoded, else by the server's port. */
function closeConversation({ source, destination, frames }: OpenConversation): DnsConversation {
  const first = frames.map((frame) => layerOf(frame.decoded, "dns")?.message).find((message) => message);
  const sourceIsClient =
    source.port === dnsPort && destination.port === dnsPort ? first?.qr !== 1 : destination.port === dnsPort;
  const [client, server] = sourceIsClient ? [source, destination] : [destination, source];
  const messages = frames.flatMap((frame) => dnsFrame(frame, client));
  return { kind: "dns", client, server, messages, transactions: groupTransactions(messages), frames };
}

function dnsFrame(frame: FlowFrame, client: Endpoint): readonly DnsFrame[] {
  const ipv4 = layerOf(frame.decoded, "ipv4");
  const udp = layerOf(frame.decoded, "udp");
  const dns = layerOf(frame.decoded, "dns");
  if (ipv4 === undefined || udp === undefined || dns === undefined) return [];
  const fromClient = isSameEndpoint(fiveTupleOf(ipv4, udp).source, client);
  return [{ frame, message: dns.message, fromClient }];
}

/** By transaction id; a query after a response with the same id opens another transaction. */
function groupTransactions(messages: readonly DnsFrame[]): readonly DnsTransaction[] {
  const transactions: { transactionId: number; queries: DnsFrame[]; responses: DnsFrame[] }[] = [];
  const latest = new Map<number, (typeof transactions)[number]>();
  for (const dnsFrame of messages) {
    const { transactionId, qr } = dnsFrame.message;
    let transaction = latest.get(transactionId);
    if (transaction === undefined || (qr === 0 && transaction.responses.length > 0)) {
      transaction = { transactionId, queries: [], responses: [] };
      transactions.push(transaction);
      latest.set(transactionId, transaction);
    }
    (qr === 0 ? transaction.queries : transaction.responses).push(dnsFrame);
  }
  return transactions;
}
