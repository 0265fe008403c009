import { arpOperations } from "../wire/arp.js";
import { layerOf } from "../wire/decoded-frame.js";
import type { ArpExchange, ArpFrame } from "./conversation.js";
import type { FlowFrame } from "./flow-frame.js";

interface OpenExchange extends ArpExchange {
  readonly requests: ArpFrame[];
  readonly replies: ArpFrame[];
  readonly others: ArpFrame[];
  readonly frames: FlowFrame[];
}

/** Collects ARP exchanges: a request and the replies that swap its two protocol addresses. */
export class ArpExchanges {
  readonly exchanges: OpenExchange[] = [];
  private readonly latest = new Map<string, OpenExchange>();

  /** Whether the frame is ARP. */
  observe(frame: FlowFrame): boolean {
    const layer = layerOf(frame.decoded, "arp");
    if (layer === undefined) return false;
    const arp = layer.header;
    const { senderProtocolAddress: sender, targetProtocolAddress: target } = arp;
    const isReply = arp.operation === arpOperations.reply;
    const [asker, wanted] = isReply ? [target, sender] : [sender, target];
    const isRequest = arp.operation === arpOperations.request;
    const exchange = this.exchangeFor(asker, wanted, isRequest);
    exchange.frames.push(frame);
    if (isRequest) exchange.requests.push({ frame, arp });
    else if (isReply) exchange.replies.push({ frame, arp });
    else exchange.others.push({ frame, arp });
    return true;
  }

  private exchangeFor(asker: string, wanted: string, isRequest: boolean): OpenExchange {
    const key = `${asker} ${wanted}`;
    const known = this.latest.get(key);
    if (known !== undefined && !(isRequest && known.replies.length > 0)) return known;
    const opened: OpenExchange = {
      kind: "arp",
      asker,
      wanted,
      requests: [],
      replies: [],
      others: [],
      frames: [],
    };
    this.exchanges.push(opened);
    this.latest.set(key, opened);
    return opened;
  }
}
