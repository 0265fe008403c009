import { type DecodedFrame, networkLayerOf } from "../wire/decoded-frame.js";
import { ipv4Flags } from "../wire/ipv4.js";
import { ipv6FragmentOf, ipv6HeaderLength } from "../wire/ipv6.js";

/** What a fragment of an IP datagram says of itself. */
export interface FragmentMarks {
  readonly layer: "ipv4" | "ipv6";
  /** Octets of header that count for the longest packet: IPv6 counts its payload alone. */
  readonly headerLength: number;
  /** Octets of the datagram's payload before it. */
  readonly offset: number;
  /** Octets of payload, as the packet announces them. */
  readonly length: number;
  readonly moreFragments: boolean;
}

/** The marks of a frame that carries one of several fragments; undefined for any other. */
export function carriedFragment(decoded: DecodedFrame): FragmentMarks | undefined {
  const network = networkLayerOf(decoded);
  if (network === undefined) return undefined;
  if (network.protocol === "ipv4") {
    const { header } = network;
    const moreFragments = (header.flags & ipv4Flags.moreFragments) !== 0;
    if (!moreFragments && header.fragmentOffset === 0) return undefined;
    const headerLength = header.ihl * 4;
    const length = Math.max(0, header.totalLength - headerLength);
    return { layer: "ipv4", headerLength, offset: header.fragmentOffset * 8, length, moreFragments };
  }
  const fragment = ipv6FragmentOf(network.header);
  if (fragment === undefined || (!fragment.moreFragments && fragment.fragmentOffset === 0)) return undefined;
  const { moreFragments } = fragment;
  const end = network.offset + ipv6HeaderLength + network.header.payloadLength;
  const length = Math.max(0, end - fragment.offset - fragment.length);
  return { layer: "ipv6", headerLength: 0, offset: fragment.fragmentOffset * 8, length, moreFragments };
}
