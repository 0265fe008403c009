import { layerOf } from "../../wire/decoded-frame.js";
import { classifyIpv4, inSameNetwork } from "../address-classes.js";
import { noFaults, type Fault } from "../rule.js";
import type { ConversationRule } from "./rule.js";

/** What stacks start from; each router on the way takes one off. */
const initial: readonly number[] = [64, 128, 255];

/** Bits that two addresses of one network may be expected to share, at least. */
const network = 16;

export const ipv4TtlNeverDecremented: ConversationRule = {
  code: "ipv4-ttl-never-decremented",
  level: "conversation",
  severity: { real: "off", generated: "note" },
  certainty: "likely",
  group: "security",
  finds: "Two hosts of different networks whose packets in both directions have a TTL of 64, 128 or 255.",
  why: "The capture is next to one of them at most: packets of the other have passed a router, and show it.",
  rfc: "RFC 791 section 3.2; RFC 1812 section 5.3.1",
  example: "all packets between 10.0.0.5 and 93.184.216.34 have the TTL 64, as if no router lay between",
  watch() {
    const pairs = new Map<string, Pair>();
    return {
      frame({ frameNumber, decoded }) {
        const ipv4 = layerOf(decoded, "ipv4")?.header;
        if (ipv4 === undefined) return noFaults;
        const { source, destination, ttl } = ipv4;
        const isForward = source < destination;
        const key = isForward ? `${source} ${destination}` : `${destination} ${source}`;
        let pair = pairs.get(key);
        if (pair === undefined) {
          if (pairs.size >= remembered) return noFaults;
          pair = {
            one: source,
            other: destination,
            ttl,
            isVaried: false,
            forward: 0,
            backward: 0,
            frames: [],
          };
          pairs.set(key, pair);
        }
        if (!initial.includes(ttl)) pair.isVaried = true;
        if (isForward) pair.forward += 1;
        else pair.backward += 1;
        if (pair.frames.length < framesNamed) pair.frames.push(frameNumber);
        return noFaults;
      },
      captureEnd: () => [...pairs.values()].flatMap(faultsOf),
    };
  },
};

interface Pair {
  readonly one: string;
  readonly other: string;
  readonly ttl: number;
  /** Some packet has passed a router. */
  isVaried: boolean;
  forward: number;
  backward: number;
  readonly frames: number[];
}

const remembered = 16_384;
const framesNamed = 20;

function faultsOf({ one, other, ttl, isVaried, forward, backward, frames }: Pair): readonly Fault[] {
  if (isVaried || forward === 0 || backward === 0) return noFaults;
  if (classifyIpv4(one) !== "ordinary" || classifyIpv4(other) !== "ordinary") return noFaults;
  if (inSameNetwork(one, other, network)) return noFaults;
  return [
    {
      frames,
      layer: "ipv4",
      field: "ttl",
      message: `all packets between ${one} and ${other} have the TTL ${ttl} or another that stacks start from, as if no router lay between`,
      hint: "leave ttl out of IP: the path's routers are counted",
      filter: `ip.addr == ${one} && ip.addr == ${other}`,
    },
  ];
}
