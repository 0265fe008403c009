import { arpOperations } from "../../wire/arp.js";
import { layerOf } from "../../wire/decoded-frame.js";
import type { ScenarioRule } from "./rule.js";

export const routerNotResolvedBeforeUse: ScenarioRule = {
  code: "router-not-resolved-before-use",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds: "An IPv4 packet of the client before an ARP reply has given the router's hardware address.",
  why: "The packet needs a frame, and the frame needs an address: the day begins with the question for it.",
  rfc: "RFC 826; RFC 1122 section 2.3.2",
  example: "the client sends to 192.168.1.1 in frame 1, before an ARP reply of 192.168.1.1",
  check({ frames, scenario: { client, router } }) {
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
  },
};
