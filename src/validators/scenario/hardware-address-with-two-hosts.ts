import { layerOf } from "../../wire/decoded-frame.js";
import { inSameNetwork } from "../address-classes.js";
import type { Fault } from "../rule.js";
import type { LinkRule } from "./rule.js";

export const hardwareAddressWithTwoHosts: LinkRule = {
  code: "hardware-address-with-two-hosts",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds: "Two hosts of the client's network that send from one hardware address.",
  why: "Each host has its own network card: one address for two means that one of them was filled in wrongly.",
  rfc: "RFC 826",
  example: "04:92:26:8e:71:03 sends as 192.168.1.1 and, in frame 9, as 192.168.1.53",
  check({ frames, scenario: { client } }) {
    const known = new Map<string, string>();
    const reported = new Set<string>();
    const faults: Fault[] = [];
    for (const frame of frames) {
      const mac = layerOf(frame.decoded, "ethernet")?.header.source;
      const address =
        layerOf(frame.decoded, "ipv4")?.header.source ??
        layerOf(frame.decoded, "arp")?.header.senderProtocolAddress;
      if (mac === undefined || address === undefined) continue;
      if (!inSameNetwork(address, client.ip, client.prefixLength)) continue;
      const before = known.get(mac);
      if (before === undefined) known.set(mac, address);
      if (before === undefined || before === address || reported.has(`${mac} ${address}`)) continue;
      reported.add(`${mac} ${address}`);
      faults.push({
        frames: [frame.frameNumber],
        layer: "ethernet",
        field: "source",
        message: `${mac} sends as ${before} and, in frame ${frame.frameNumber}, as ${address}`,
        hint: `give ${address} a hardware address of its own`,
        filter: `eth.src == ${mac}`,
      });
    }
    return faults;
  },
};
