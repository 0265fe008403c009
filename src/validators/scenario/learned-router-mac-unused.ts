import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { inSameNetwork, sameMac } from "../address-classes.js";
import type { ScenarioRule, ScenarioView } from "./rule.js";

export const learnedRouterMacUnused: ScenarioRule = {
  code: "learned-router-mac-unused",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds:
    "A frame between the client and another network that does not travel over the router's learned hardware address.",
  why: "The client reaches other networks through the router only, under the address its ARP reply gave.",
  rfc: "RFC 1122 section 3.3.1; RFC 826",
  example:
    "the frame to 203.0.113.80 goes to 04:92:26:8e:71:99, the router's ARP reply gave 04:92:26:8e:71:03",
  check(view) {
    const mac = view.learned.routerMac?.value;
    if (mac === undefined) return [];
    return view.frames.flatMap((frame) => {
      const hop = routedHop(frame, view);
      if (hop === undefined || sameMac(hop.mac, mac)) return [];
      return [
        {
          frames: [frame.frameNumber],
          layer: "ethernet",
          field: hop.field,
          message: `the frame ${hop.words} ${hop.mac}, the router's ARP reply gave ${mac}`,
          hint: "leave Ether out of routed packets: their addresses follow from the ARP reply",
        },
      ];
    });
  },
};

/** The hardware address on the router's side of a frame that leaves or enters the client's network. */
function routedHop(frame: FlowFrame, { scenario: { client, router } }: ScenarioView) {
  const ethernet = layerOf(frame.decoded, "ethernet")?.header;
  const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
  if (ethernet === undefined || ipv4 === undefined) return undefined;
  const isRouted = (address: string) =>
    address === router.ip || !inSameNetwork(address, client.ip, client.prefixLength);
  if (ipv4.source === client.ip && isRouted(ipv4.destination)) {
    const words = `to ${ipv4.destination} goes to`;
    return { mac: ethernet.destination, field: "destination", words };
  }
  if (ipv4.destination === client.ip && isRouted(ipv4.source)) {
    return { mac: ethernet.source, field: "source", words: `from ${ipv4.source} comes from` };
  }
  return undefined;
}
