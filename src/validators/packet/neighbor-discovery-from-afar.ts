import { layerOf } from "../../wire/decoded-frame.js";
import { icmpv6Types } from "../../wire/icmpv6.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const undecremented = 255;

export const neighborDiscoveryFromAfar: PacketRule = {
  code: "neighbor-discovery-from-afar",
  level: "packet",
  about: "icmpv6",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "A neighbor discovery message with a hop limit other than 255.",
  why: "255 shows that no router has forwarded it, so that only neighbors can send such messages; receivers discard any other.",
  rfc: "RFC 4861 sections 6.1, 7.1 and 8.1",
  example: "the neighbor discovery message of type 135 has the hop limit 64; receivers want 255",
  check(frame) {
    const type = layerOf(frame.decoded, "icmpv6")?.header.type;
    const hopLimit = layerOf(frame.decoded, "ipv6")?.header.hopLimit;
    if (type === undefined || hopLimit === undefined || hopLimit === undecremented) return noFaults;
    if (type < icmpv6Types.routerSolicitation || type > icmpv6Types.redirect) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv6",
        field: "hopLimit",
        message: `the neighbor discovery message of type ${type} has the hop limit ${hopLimit}; receivers want 255`,
        hint: "set hlim=255",
        filter: "icmpv6.type >= 133 && icmpv6.type <= 137 && ipv6.hlim != 255",
      },
    ];
  },
};
