import type { FlowEvents } from "../../flow/flow-events.js";
import { layerOf, networkLayerOf, type DecodedFrame } from "../../wire/decoded-frame.js";
import type { FactData } from "./capture-data.js";

interface Learned {
  readonly fact: Omit<FactData, "usedIn" | "usedFrames">;
  readonly ranges: { first: number; last: number }[];
  usedFrames: number;
}

/** What the frames of a capture teach, and which later frames go by it: read from the frames and from nothing else. */
export class FactList {
  private readonly learned: Learned[] = [];
  private readonly byHardware = new Map<string, Learned>();
  private readonly byAddress = new Map<string, Learned>();

  constructor(private readonly limit: number) {}

  get facts(): readonly FactData[] {
    return this.learned.map(({ fact, ranges, usedFrames }) => ({ ...fact, usedIn: ranges, usedFrames }));
  }

  /** Names for addresses, as DNS answers gave them; the first name an address was given. */
  get namedHosts(): readonly { readonly name: string; readonly addresses: readonly string[] }[] {
    return this.learned
      .filter(({ fact }) => fact.kind === "name-address")
      .map(({ fact }) => ({ name: fact.subject, addresses: fact.values }));
  }

  arpAnswered({ request, reply }: FlowEvents["arpAnswered"]): void {
    const value = reply.senderHardwareAddress;
    const isKnown = this.byHardware.get(value)?.fact.subject === reply.senderProtocolAddress;
    if (isKnown) return;
    this.learn(
      {
        kind: "hardware-address",
        subject: reply.senderProtocolAddress,
        values: [value],
        askedIn: request.frameNumber,
        readFrom: reply.frameNumber,
      },
      this.byHardware,
    );
  }

  dnsAnswered({ query, response, message }: FlowEvents["dnsAnswered"]): void {
    const values = message.answers.flatMap(({ rdata }) =>
      rdata.kind === "a" || rdata.kind === "aaaa" ? [rdata.address] : [],
    );
    const subject = query.question?.name;
    if (subject === undefined || values.length === 0) return;
    this.learn(
      { kind: "name-address", subject, values, askedIn: query.frameNumber, readFrom: response.frameNumber },
      this.byAddress,
    );
  }

  /** Which facts a frame goes by; to be called before the frame itself teaches anything. */
  use(frameNumber: number, frame: DecodedFrame): void {
    if (layerOf(frame, "arp") !== undefined) return;
    const hardware = this.byHardware.get(layerOf(frame, "ethernet")?.header.destination ?? "");
    if (hardware !== undefined) note(hardware, frameNumber);
    const network = networkLayerOf(frame)?.header;
    if (network === undefined || layerOf(frame, "dns") !== undefined) return;
    const named = this.byAddress.get(network.destination) ?? this.byAddress.get(network.source);
    if (named !== undefined) note(named, frameNumber);
  }

  private learn(fact: Learned["fact"], index: Map<string, Learned>): void {
    if (this.learned.length >= this.limit) return;
    const learned: Learned = { fact, ranges: [], usedFrames: 0 };
    this.learned.push(learned);
    for (const value of fact.values) index.set(value, learned);
  }
}

function note(learned: Learned, frameNumber: number): void {
  learned.usedFrames += 1;
  const open = learned.ranges.at(-1);
  if (open !== undefined && open.last + 1 >= frameNumber) open.last = frameNumber;
  else learned.ranges.push({ first: frameNumber, last: frameNumber });
}
