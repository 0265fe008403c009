import type { DnsConversation, DnsFrame } from "../flow/conversation.js";
import { canonicalName } from "./dns-answer.js";

export interface DnsMessageAt extends DnsFrame {
  readonly conversation: DnsConversation;
}

export interface DnsPair {
  readonly query: DnsMessageAt;
  readonly response: DnsMessageAt;
}

/**
 * Who answers whom. A response pairs with a query by transaction id, ports, addresses (RFC 5452 section 9.1); what is left
 * over is compared in two weaker ways, so that a rule can name the one thing that does not fit instead of reporting a
 * missing answer and a superfluous one.
 */
export interface DnsPairing {
  readonly answered: readonly DnsPair[];
  /** A second and further response to a query already answered. */
  readonly repeated: readonly DnsPair[];
  /** Same sockets and same question, other transaction id. */
  readonly otherId: readonly DnsPair[];
  /** Same transaction id and question, other address or port. */
  readonly otherEndpoint: readonly DnsPair[];
  readonly unanswered: readonly DnsMessageAt[];
  readonly unasked: readonly DnsMessageAt[];
}

export function pairDns(conversations: readonly DnsConversation[]): DnsPairing {
  const answered: DnsPair[] = [];
  const repeated: DnsPair[] = [];
  const queries: DnsMessageAt[] = [];
  const responses: DnsMessageAt[] = [];
  for (const conversation of conversations) {
    const open = new Map<number, { query: DnsMessageAt; answers: number }>();
    for (const message of conversation.messages) {
      const here = { ...message, conversation };
      const id = message.message.transactionId;
      const entry = open.get(id);
      if (message.message.qr === 0) {
        // A query sent again under its id is the same query: one answer serves both.
        if (entry !== undefined && entry.answers === 0) continue;
        open.set(id, { query: here, answers: 0 });
        queries.push(here);
      } else if (entry === undefined) {
        responses.push(here);
      } else {
        (entry.answers === 0 ? answered : repeated).push({ query: entry.query, response: here });
        entry.answers += 1;
      }
    }
  }
  const served = new Set(answered.map(({ query }) => query));
  const left = new Set(queries.filter((query) => !served.has(query)));
  const otherId = pairLeftOver(left, responses, socketKey);
  const otherEndpoint = pairLeftOver(left, otherId.unpaired, idKey);
  return {
    answered,
    repeated,
    otherId: otherId.pairs,
    otherEndpoint: otherEndpoint.pairs,
    unanswered: [...left],
    unasked: otherEndpoint.unpaired,
  };
}

/** Takes out of `queries` those that a later response fits by `key`, first come first served. */
function pairLeftOver(
  queries: Set<DnsMessageAt>,
  responses: readonly DnsMessageAt[],
  key: (message: DnsMessageAt) => string,
) {
  const waiting = new Map<string, DnsMessageAt[]>();
  for (const query of queries) {
    const list = waiting.get(key(query));
    if (list === undefined) waiting.set(key(query), [query]);
    else list.push(query);
  }
  const pairs: DnsPair[] = [];
  const unpaired: DnsMessageAt[] = [];
  for (const response of responses) {
    const list = waiting.get(key(response));
    const query = list?.[0];
    if (list === undefined || query === undefined || query.frame.frameNumber > response.frame.frameNumber) {
      unpaired.push(response);
      continue;
    }
    list.shift();
    queries.delete(query);
    pairs.push({ query, response });
  }
  return { pairs, unpaired };
}

function socketKey({ conversation: { client, server }, message }: DnsMessageAt): string {
  return `${client.address} ${client.port} ${server.address} ${server.port} ${questionKey(message.questions[0])}`;
}

function idKey({ message }: DnsMessageAt): string {
  return `${message.transactionId} ${questionKey(message.questions[0])}`;
}

function questionKey(question: { name: string; type: number } | undefined): string {
  return question === undefined ? "" : `${canonicalName(question.name)} ${question.type}`;
}
