import { layerOf } from "../../wire/decoded-frame.js";
import { icmpv6Types } from "../../wire/icmpv6.js";
import { classifyIpv4 } from "../address-classes.js";
import { classifyIpv6 } from "../address-classes-ipv6.js";
import { quotedNetwork } from "../quoted-datagram.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const icmpErrorAboutGroup: PacketRule = {
  code: "icmp-error-about-group",
  level: "packet",
  about: ["icmpv4", "icmpv6"],
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An ICMP error that answers a packet to a multicast or broadcast address.",
  why: "Every member of the group would answer at once: a flood, so no host does.",
  rfc: "RFC 1122 section 3.2.2; RFC 4443 section 2.4 (e)",
  example: "the ICMP error of type 3 answers a packet to 224.0.0.251",
  check(frame) {
    const icmp = layerOf(frame.decoded, "icmpv4") ?? layerOf(frame.decoded, "icmpv6");
    const network = icmp?.quoted && quotedNetwork(icmp.quoted);
    if (icmp === undefined || network === undefined) return noFaults;
    const { destination } = network.header;
    const addressClass = network.protocol === "ipv4" ? classifyIpv4(destination) : classifyIpv6(destination);
    if (addressClass !== "multicast" && addressClass !== "broadcast") return noFaults;
    // IPv6 finds the path's MTU with such errors, and refuses options with others.
    const { type } = icmp.header;
    if (
      icmp.protocol === "icmpv6" &&
      [icmpv6Types.packetTooBig, icmpv6Types.parameterProblem].some((one) => one === type)
    )
      return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: icmp.protocol,
        field: "quoted",
        message: `the ICMP error of type ${type} answers a packet to ${destination}`,
        hint: "answer only packets to one host",
      },
    ];
  },
};
