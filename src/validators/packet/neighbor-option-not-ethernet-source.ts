import { sameMac } from "../address-classes.js";
import { linkLayerAddressOf } from "../../flow/neighbor-pairing.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { neighborOptionTypes } from "../../wire/icmpv6.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const neighborOptionNotEthernetSource: PacketRule = {
  code: "neighbor-option-not-ethernet-source",
  level: "packet",
  about: "icmpv6",
  // Wireless bridges and some bonded cards really do this.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "A neighbor discovery message whose link-layer address differs from the source of the frame that carries it.",
  why: "A host announces the address it sends from. Where they differ, somebody answers for another host, or forges.",
  rfc: "RFC 4861 sections 4.3, 4.4 and 4.6.1",
  example:
    "the neighbor discovery message says its sender is 04:92:26:8e:71:03, the frame comes from 04:92:26:8e:71:99",
  check(frame) {
    const ethernet = layerOf(frame.decoded, "ethernet")?.header;
    const body = layerOf(frame.decoded, "icmpv6")?.header.body;
    if (ethernet === undefined || body === undefined) return noFaults;
    const type = optionTypes[body.kind];
    if (type === undefined || !("options" in body)) return noFaults;
    const address = linkLayerAddressOf(body.options, type);
    if (address === undefined || sameMac(address, ethernet.source)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "icmpv6",
        field: "options",
        message: `the neighbor discovery message says its sender is ${address}, the frame comes from ${ethernet.source}`,
        hint: "let Ether src and the link-layer address option be the same hardware address",
        filter: "icmpv6.opt.linkaddr && icmpv6.opt.linkaddr != eth.src",
      },
    ];
  },
};

/** Which option names the sender itself. */
const optionTypes: Readonly<Record<string, number>> = {
  "neighbor-solicitation": neighborOptionTypes.sourceLinkLayerAddress,
  "router-solicitation": neighborOptionTypes.sourceLinkLayerAddress,
  "router-advertisement": neighborOptionTypes.sourceLinkLayerAddress,
  "neighbor-advertisement": neighborOptionTypes.targetLinkLayerAddress,
};
