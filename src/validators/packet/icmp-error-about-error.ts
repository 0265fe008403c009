import { layerOf } from "../../wire/decoded-frame.js";
import { isIcmpv4Error } from "../../wire/icmpv4.js";
import { icmpv6FirstInformational, icmpv6Types } from "../../wire/icmpv6.js";
import { quotedIcmpType } from "../quoted-datagram.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const icmpErrorAboutError: PacketRule = {
  code: "icmp-error-about-error",
  level: "packet",
  about: ["icmpv4", "icmpv6"],
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An ICMP error that answers an ICMP error or a redirect.",
  why: "Errors about errors would go on for ever, so no host sends one.",
  rfc: "RFC 1122 section 3.2.2; RFC 4443 section 2.4 (e)",
  example: "the ICMP error of type 3 answers an ICMP error of type 11",
  check(frame) {
    const icmp = layerOf(frame.decoded, "icmpv4") ?? layerOf(frame.decoded, "icmpv6");
    if (icmp?.quoted === undefined) return noFaults;
    const type = quotedIcmpType(frame.decoded, icmp.quoted);
    if (type === undefined) return noFaults;
    const isAboutError =
      icmp.protocol === "icmpv4"
        ? isIcmpv4Error(type)
        : type < icmpv6FirstInformational || type === icmpv6Types.redirect;
    if (!isAboutError) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: icmp.protocol,
        field: "quoted",
        message: `the ICMP error of type ${icmp.header.type} answers an ICMP error of type ${type}`,
        hint: "put the datagram that could not be delivered into the error, not another error",
      },
    ];
  },
};
