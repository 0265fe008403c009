import type { ArpExchange, ArpFrame } from "../flow/conversation.js";

export interface ArpPair {
  readonly request: ArpFrame;
  readonly reply: ArpFrame;
}

/** Who answers whom; left-overs that are meant for each other are told apart from requests and replies that stand alone. */
export interface ArpPairing {
  readonly answered: readonly ArpPair[];
  /** A reply to the asker of an open request that names other addresses than the request. */
  readonly otherAddresses: readonly ArpPair[];
  readonly unanswered: readonly ArpFrame[];
  readonly unasked: readonly ArpFrame[];
  /** Neither requests nor replies. */
  readonly others: readonly ArpFrame[];
}

export function pairArp(exchanges: readonly ArpExchange[]): ArpPairing {
  const answered: ArpPair[] = [];
  const open: ArpFrame[] = [];
  const unasked: ArpFrame[] = [];
  for (const { requests, replies } of exchanges) {
    const request = requests.at(-1);
    if (request === undefined) unasked.push(...replies);
    else if (replies.length > 0) answered.push(...replies.map((reply) => ({ request, reply })));
    else if (wantsAnswer(request)) open.push(request);
  }
  const otherAddresses: ArpPair[] = [];
  const alone: ArpFrame[] = [];
  for (const reply of unasked) {
    const index = open.findIndex((request) => isMeantFor(reply, request));
    const [request] = index < 0 ? [] : open.splice(index, 1);
    if (request === undefined) alone.push(reply);
    else otherAddresses.push({ request, reply });
  }
  const others = exchanges.flatMap((exchange) => exchange.others);
  return { answered, otherAddresses, unanswered: open, unasked: alone, others };
}

/** A probe and an announcement hope for silence (RFC 5227 sections 2.1 and 2.3). */
function wantsAnswer({ arp }: ArpFrame): boolean {
  return arp.senderProtocolAddress !== "0.0.0.0" && arp.senderProtocolAddress !== arp.targetProtocolAddress;
}

/** Only what the asker would take for its answer: sent to its hardware address, about one of the two hosts. */
function isMeantFor(reply: ArpFrame, request: ArpFrame): boolean {
  if (reply.frame.frameNumber < request.frame.frameNumber) return false;
  const asker = request.arp.senderProtocolAddress;
  const wanted = request.arp.targetProtocolAddress;
  const named = [reply.arp.senderProtocolAddress, reply.arp.targetProtocolAddress];
  return (
    reply.arp.targetHardwareAddress === request.arp.senderHardwareAddress ||
    reply.arp.senderProtocolAddress === wanted ||
    (named.includes(asker) && named.includes(wanted))
  );
}
