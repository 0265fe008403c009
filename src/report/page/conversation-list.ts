import { formatEndpoint } from "../../flow/five-tuple.js";
import { layerOf, networkLayerOf, type DecodedFrame } from "../../wire/decoded-frame.js";
import type { FrameRow } from "../frame-rows.js";
import { endsOf } from "../ladder.js";
import type { ConversationData } from "./capture-data.js";

type Counting<Data> = { -readonly [Key in keyof Data]: Data[Key] };

/** The conversations of a capture, in the order of their first frames. */
export class ConversationList {
  private readonly places = new Map<string, number>();
  private readonly list: Counting<ConversationData>[] = [];

  get conversations(): readonly ConversationData[] {
    return this.list;
  }

  /** Counts a frame; answers the index of its conversation, undefined for one that names no ends. */
  add(frame: DecodedFrame, row: FrameRow): number | undefined {
    const ends = conversationEnds(frame);
    if (ends === undefined) return undefined;
    const { carrier, from, to } = ends;
    const key = `${carrier} ${from < to ? `${from} ${to}` : `${to} ${from}`}`;
    const known = this.places.get(key);
    const { frameNumber, protocol, length } = row;
    if (known === undefined) {
      this.places.set(key, this.list.length);
      const numbers = { frames: 1, octets: length, first: frameNumber, last: frameNumber };
      this.list.push({ protocol, client: from, server: to, ...numbers });
      return this.list.length - 1;
    }
    const conversation = this.list[known];
    if (conversation === undefined) return undefined;
    conversation.frames += 1;
    conversation.octets += length;
    conversation.last = frameNumber;
    // A carrier's own segments say less than the messages in them.
    if (conversation.protocol === carrier) conversation.protocol = protocol;
    return known;
  }
}

interface ConversationEnds {
  /** What tells conversations of the same ends apart. */
  readonly carrier: string;
  readonly from: string;
  readonly to: string;
}

function conversationEnds(frame: DecodedFrame): ConversationEnds | undefined {
  const ends = endsOf(frame);
  if (ends === undefined) return undefined;
  const tcp = layerOf(frame, "tcp");
  const transport = tcp ?? layerOf(frame, "udp");
  const network = networkLayerOf(frame);
  if (transport !== undefined && network !== undefined) {
    const { sourcePort, destinationPort } = transport.header;
    return {
      carrier: tcp === undefined ? "UDP" : "TCP",
      from: formatEndpoint({ address: ends.from, port: sourcePort }),
      to: formatEndpoint({ address: ends.to, port: destinationPort }),
    };
  }
  return { carrier: frame.layers.at(-1)?.protocol ?? "", ...ends };
}
