import { layerOf } from "../../wire/decoded-frame.js";
import { inSameNetwork, sameMac } from "../address-classes.js";
import type { Fault } from "../rule.js";
import type { LinkRule, LinkView } from "./rule.js";

export const hostWithTwoHardwareAddresses: LinkRule = {
  code: "host-with-two-hardware-addresses",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds:
    "A host of the client's network that sends from two hardware addresses, or a client that sends from another than its own.",
  why: "A host has one network card in a scenario: two addresses make two hosts of it.",
  rfc: "RFC 826; RFC 5227 section 2.4",
  example: "192.168.1.23 sends from 3c:22:fb:5a:19:c4 and, in frame 7, from 3c:22:fb:00:00:01",
  check(view) {
    const { client } = view.scenario;
    const known = new Map<string, string>([[client.ip, client.mac]]);
    const reported = new Set<string>();
    const faults: Fault[] = [];
    for (const frame of view.frames) {
      const mac = layerOf(frame.decoded, "ethernet")?.header.source;
      const address = senderAddress(frame, view);
      if (mac === undefined || address === undefined) continue;
      const before = known.get(address);
      if (before === undefined) known.set(address, mac);
      if (before === undefined || sameMac(before, mac) || reported.has(`${address} ${mac}`)) continue;
      reported.add(`${address} ${mac}`);
      faults.push({
        frames: [frame.frameNumber],
        layer: "ethernet",
        field: "source",
        message: `${address} sends from ${before} and, in frame ${frame.frameNumber}, from ${mac}`,
        hint: `let all frames of ${address} come from ${before}`,
        filter: `eth.src == ${mac}`,
      });
    }
    return faults;
  },
};

/** Only hosts of the client's own network have a hardware address on this link. */
function senderAddress(frame: LinkView["frames"][number], { scenario: { client } }: LinkView) {
  const address =
    layerOf(frame.decoded, "ipv4")?.header.source ??
    layerOf(frame.decoded, "arp")?.header.senderProtocolAddress;
  if (address === undefined || !inSameNetwork(address, client.ip, client.prefixLength)) return undefined;
  return address;
}
