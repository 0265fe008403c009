import { layerOf } from "../../wire/decoded-frame.js";
import { vlanTagTypes } from "../../wire/vlan.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const vlanTagsInWrongOrder: PacketRule = {
  code: "vlan-tags-in-wrong-order",
  level: "packet",
  about: "vlan",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A provider's VLAN tag within a customer's.",
  why: "The provider puts its tag before the customer's and takes it off again: within, no bridge finds it.",
  rfc: "IEEE 802.1Q section 9.5",
  example: "a service tag (0x88a8) stands within a customer tag (0x8100)",
  check(frame) {
    let before = layerOf(frame.decoded, "ethernet")?.header.etherType;
    for (const layer of frame.decoded.layers) {
      if (layer.protocol !== "vlan") continue;
      const { etherType } = layer.header;
      if (before === vlanTagTypes.customer && etherType === vlanTagTypes.service) {
        const message = "a service tag (0x88a8) stands within a customer tag (0x8100)";
        const hint = "put Dot1AD before Dot1Q";
        return [{ frames: [frame.frameNumber], layer: "vlan", field: "etherType", message, hint }];
      }
      before = etherType;
    }
    return noFaults;
  },
};
