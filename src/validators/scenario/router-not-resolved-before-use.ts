import type { FlowFrame } from "../../flow/flow-frame.js";
import { linkLayerAddressOf } from "../../flow/neighbor-pairing.js";
import { arpOperations } from "../../wire/arp.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { neighborOptionTypes } from "../../wire/icmpv6.js";
import { sameMac } from "../address-classes.js";
import type { Fault } from "../rule.js";
import type { ScenarioRule, ScenarioView } from "./rule.js";

export const routerNotResolvedBeforeUse: ScenarioRule = {
  code: "router-not-resolved-before-use",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds:
    "An IPv4 packet of the client before an ARP reply has given the router's hardware address, or an IPv6 packet to a hardware address that no neighbor discovery has given.",
  why: "The packet needs a frame, and the frame needs an address: the day begins with the question for it.",
  rfc: "RFC 826; RFC 1122 section 2.3.2; RFC 4861 section 7.2.2",
  example: "the client sends to 192.168.1.1 in frame 1, before an ARP reply of 192.168.1.1",
  check: (view) => [...beforeArp(view), ...beforeNeighborDiscovery(view)],
};

function beforeArp({ frames, scenario: { client, router } }: ScenarioView): readonly Fault[] {
  for (const frame of frames) {
    const arp = layerOf(frame.decoded, "arp")?.header;
    if (arp?.operation === arpOperations.reply && arp.senderProtocolAddress === router.ip) return [];
    const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
    if (ipv4?.source !== client.ip) continue;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv4",
        message: `the client sends to ${ipv4.destination} in frame ${frame.frameNumber}, before an ARP reply of ${router.ip}`,
        hint: "resolve the router's address first",
      },
    ];
  }
  return [];
}

/** Over IPv6 the client is known by its hardware address: a scenario gives it no other. */
function beforeNeighborDiscovery({ frames, scenario: { client } }: ScenarioView): readonly Fault[] {
  const taught = new Set<string>();
  for (const frame of frames) {
    const announced = announcedAddress(frame);
    if (announced !== undefined) taught.add(announced);
    const ethernet = layerOf(frame.decoded, "ethernet")?.header;
    const ipv6 = layerOf(frame.decoded, "ipv6")?.header;
    if (ethernet === undefined || ipv6 === undefined || !sameMac(ethernet.source, client.mac)) continue;
    // Groups have addresses of their own, and what asks goes to one of them.
    if (ipv6.destination.startsWith("ff") || taught.has(ethernet.destination)) continue;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv6",
        message: `the client sends to ${ipv6.destination} over ${ethernet.destination} in frame ${frame.frameNumber}, before neighbor discovery has given that hardware address`,
        hint: "solicit the neighbor's address first",
      },
    ];
  }
  return [];
}

/** What a solicitation or an advertisement says of its sender. */
function announcedAddress({ decoded }: FlowFrame): string | undefined {
  const body = layerOf(decoded, "icmpv6")?.header.body;
  if (body === undefined || !("options" in body)) return undefined;
  const { sourceLinkLayerAddress, targetLinkLayerAddress } = neighborOptionTypes;
  const type = body.kind === "neighbor-advertisement" ? targetLinkLayerAddress : sourceLinkLayerAddress;
  return linkLayerAddressOf(body.options, type);
}
