import { layerOf } from "../../wire/decoded-frame.js";
import { sameMac, zeroMac } from "../address-classes.js";
import { classifyIpv6, describeIpv6Class, multicastScope } from "../address-classes-ipv6.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv6DestinationMartian: PacketRule = {
  code: "ipv6-destination-martian",
  level: "packet",
  about: "ipv6",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "An IPv6 packet on a link whose destination stays inside a node: unspecified, loopback, or a group of that scope.",
  why: "No node on the link can be meant, and routers discard such packets.",
  rfc: "RFC 4291 sections 2.5.2, 2.5.3 and 2.7",
  example: "the packet goes to ::, the unspecified address",
  check(frame) {
    const ipv6 = layerOf(frame.decoded, "ipv6")?.header;
    const ethernet = layerOf(frame.decoded, "ethernet")?.header;
    if (ipv6 === undefined || ethernet === undefined || sameMac(ethernet.source, zeroMac)) return noFaults;
    const scope = multicastScope(ipv6.destination);
    const addressClass = classifyIpv6(ipv6.destination);
    // Scope 0 is reserved, scope 1 is within the interface.
    const staysInside = scope === undefined ? addressClass !== "ordinary" : scope < 2;
    if (!staysInside) return noFaults;
    const what = scope === undefined ? describeIpv6Class(ipv6.destination) : `a group of scope ${scope}`;
    return [
      {
        frames: [frame.frameNumber],
        layer: "ipv6",
        field: "destination",
        message: `the packet goes to ${ipv6.destination}, ${what}`,
        hint: "set dst to the address of the node that is to receive it",
        filter: `ipv6.dst == ${ipv6.destination}`,
      },
    ];
  },
};
