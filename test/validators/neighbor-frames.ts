import { client, type FrameSpec } from "./day-frames.js";

/** The IPv6 address of the client of `day-frames.ts`. */
export const clientSix = "2001:db8:1::23";

/** A link-layer address option: type 1 is the source's, 2 the target's (RFC 4861 section 4.6.1). */
export function linkLayerOption(type: 1 | 2, mac: string) {
  return { type, data: Uint8Array.from(mac.split(":"), (pair) => parseInt(pair, 16)) };
}

/** The client asks for the hardware address of a router whose address ends in 1. */
export function solicitationOf(target: string): FrameSpec {
  return {
    ethernet: { source: client.mac, destination: "33:33:ff:00:00:01" },
    ipv6: { source: clientSix, destination: "ff02::1:ff00:1", hopLimit: 255 },
    icmpv6: {
      type: 135,
      body: { kind: "neighbor-solicitation", target, options: [linkLayerOption(1, client.mac)] },
    },
  };
}

/** What the router of that address answers. */
export function advertisementOf(
  target: string,
  mac: string,
  flags: { readonly isSolicited?: boolean; readonly overrides?: boolean } = {},
): FrameSpec {
  return {
    ethernet: { source: mac, destination: client.mac },
    ipv6: { source: target, destination: clientSix, hopLimit: 255 },
    icmpv6: {
      type: 136,
      body: {
        kind: "neighbor-advertisement",
        isRouter: true,
        isSolicited: true,
        overrides: true,
        target,
        options: [linkLayerOption(2, mac)],
        ...flags,
      },
    },
  };
}
