/**
 * Who answers whom in neighbor discovery (RFC 4861 section 7.2): an advertisement with the solicited flag goes back to the
 * host that asked, about the address it asked for.
 */
import type { EthernetLayer, Icmpv6Layer, NetworkLayer } from "../wire/decoded-frame.js";
import { formatHardwareAddress } from "../wire/address-text.js";
import { type NeighborOption, neighborOptionTypes } from "../wire/icmpv6.js";
import type { FlowListener } from "./flow-events.js";
import type { FlowFrame } from "./flow-frame.js";
import type { FlowLimits } from "./flow-limits.js";
import { OpenTransactions } from "./open-transactions.js";

/** What is remembered of a neighbor solicitation or advertisement. */
export interface SeenNeighbor {
  readonly frameNumber: number;
  readonly timeMillis: number;
  readonly isSolicitation: boolean;
  readonly source: string;
  readonly destination: string;
  /** The address that it is about. */
  readonly target: string;
  /** Of an advertisement: it answers a solicitation, and takes the place of what was known. */
  readonly isSolicited: boolean;
  readonly overrides: boolean;
  /** Of the sender, or in an advertisement of the target: what its option says. */
  readonly linkLayerAddress: string | undefined;
  /** Of the frame that carried it; undefined without Ethernet header. */
  readonly ethernetSource: string | undefined;
}

interface Asked {
  readonly solicitation: SeenNeighbor;
  answers: number;
}

export class NeighborPairing {
  private readonly asked: OpenTransactions<Asked>;

  constructor(
    private readonly listener: FlowListener,
    limits: FlowLimits,
  ) {
    this.asked = new OpenTransactions(limits, {
      listener,
      release: (asked) => this.settle(asked),
      isSettled: ({ answers }) => answers > 0,
    });
  }

  observe(
    frame: FlowFrame,
    timeMillis: number,
    network: NetworkLayer,
    icmp: Icmpv6Layer,
    ethernet: EthernetLayer | undefined,
  ): void {
    this.asked.expire(timeMillis);
    // What was damaged on the way is not what was sent.
    if (icmp.checksumStatus === "bad") return;
    const seen = seenNeighbor(frame.frameNumber, timeMillis, network, icmp, ethernet);
    if (seen === undefined) return;
    this.listener.emit("neighborMessage", seen);
    if (seen.isSolicitation) this.solicitation(seen);
    else if (seen.isSolicited) this.advertisement(seen);
  }

  /** Nothing more comes: what waits is settled. */
  finish(): void {
    for (const asked of this.asked.drain()) this.settle(asked);
  }

  /** One asked again takes the place of the one before. Who looks whether an address is free hopes for silence (RFC 4862). */
  private solicitation(solicitation: SeenNeighbor): void {
    if (solicitation.source === unspecified) return;
    const key = `${solicitation.source} ${solicitation.target}`;
    this.asked.delete(key);
    this.asked.set(key, { solicitation, answers: 0 }, solicitation);
  }

  private advertisement(advertisement: SeenNeighbor): void {
    const asked = this.asked.get(`${advertisement.destination} ${advertisement.target}`);
    if (asked === undefined) this.listener.emit("neighborUnasked", advertisement);
    else asked.answers += 1;
  }

  private settle({ solicitation, answers }: Asked): void {
    if (answers === 0) this.listener.emit("neighborUnanswered", solicitation);
  }
}

const unspecified = "::";

function seenNeighbor(
  frameNumber: number,
  timeMillis: number,
  { header: { source, destination } }: NetworkLayer,
  { header: { body } }: Icmpv6Layer,
  ethernet: EthernetLayer | undefined,
): SeenNeighbor | undefined {
  if (body.kind !== "neighbor-solicitation" && body.kind !== "neighbor-advertisement") return undefined;
  const isSolicitation = body.kind === "neighbor-solicitation";
  const { sourceLinkLayerAddress, targetLinkLayerAddress } = neighborOptionTypes;
  const { target } = body;
  return {
    frameNumber,
    timeMillis,
    isSolicitation,
    source,
    destination,
    target,
    isSolicited: body.kind === "neighbor-advertisement" && body.isSolicited,
    overrides: body.kind === "neighbor-advertisement" && body.overrides,
    linkLayerAddress: linkLayerAddressOf(
      body.options,
      isSolicitation ? sourceLinkLayerAddress : targetLinkLayerAddress,
    ),
    ethernetSource: ethernet?.header.source,
  };
}

/** The hardware address in an option of that type, where it is an Ethernet one. */
export function linkLayerAddressOf(options: readonly NeighborOption[], type: number): string | undefined {
  const data = options.find((option) => option.type === type)?.data;
  return data?.length === 6 ? formatHardwareAddress(data) : undefined;
}
