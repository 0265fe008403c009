import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const reserved = 4095;

export const vlanIdentifierReserved: PacketRule = {
  code: "vlan-identifier-reserved",
  level: "packet",
  about: "vlan",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A VLAN tag with the identifier 4095.",
  why: "The value is reserved and must not be sent in a tag: bridges drop the frame. 0 is a priority alone, and legal.",
  rfc: "IEEE 802.1Q section 9.6, table 9-2",
  example: "the VLAN identifier is 4095",
  check(frame) {
    for (const layer of frame.decoded.layers) {
      if (layer.protocol !== "vlan" || layer.header.identifier !== reserved) continue;
      return [
        {
          frames: [frame.frameNumber],
          layer: "vlan",
          field: "identifier",
          message: `the VLAN identifier is ${reserved}`,
          hint: "set vlan to 1 … 4094",
          filter: `vlan.id == ${reserved}`,
        },
      ];
    }
    return noFaults;
  },
};
