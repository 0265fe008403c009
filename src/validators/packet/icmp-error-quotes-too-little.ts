import { layerOf } from "../../wire/decoded-frame.js";
import { ipv6HeaderLength } from "../../wire/ipv6.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

/** Octets of the datagram after its header that every error quotes. */
const quotedOctets = 8;

export const icmpErrorQuotesTooLittle: PacketRule = {
  code: "icmp-error-quotes-too-little",
  level: "packet",
  about: ["icmpv4", "icmpv6"],
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "An ICMP error that quotes less than the header and 8 octets of the datagram it answers, or, of IPv6, less than fits.",
  why: "From the quotation the receiver learns which of its sockets the error is about; without it the error is lost.",
  rfc: "RFC 792; RFC 1122 section 3.2.2; RFC 4443 sections 3 and 2.4 (c)",
  example: "the ICMP error quotes 20 octets of a datagram of 60; 28 are needed",
  check(frame) {
    const { decoded, frameNumber } = frame;
    if (decoded.bytes.length < decoded.length) return noFaults;
    const icmp = layerOf(decoded, "icmpv4") ?? layerOf(decoded, "icmpv6");
    if (icmp === undefined || !isError(icmp.protocol, icmp.header.body.kind)) return noFaults;
    const network = icmp.quoted?.layers[0];
    const quoted = icmp.payloadLength;
    let needed = 28;
    let length = "unknown length";
    if (network?.protocol === "ipv4") {
      const { totalLength, ihl } = network.header;
      needed = Math.min(totalLength, ihl * 4 + quotedOctets);
      length = `${totalLength}`;
    } else if (network?.protocol === "ipv6") {
      const whole = ipv6HeaderLength + network.header.payloadLength;
      needed = Math.min(whole, minimumMtu - ipv6HeaderLength - icmp.headerLength);
      length = `${whole}`;
    } else if (quoted >= needed) return noFaults;
    if (quoted >= needed) return noFaults;
    return [
      {
        frames: [frameNumber],
        layer: icmp.protocol,
        field: "quoted",
        message: `the ICMP error quotes ${quoted} octets of a datagram of ${length}; ${needed} are needed`,
        hint: "put the datagram's IP header and at least 8 octets after it into the error",
      },
    ];
  },
};

/** Of IPv6, and of the longest error. */
const minimumMtu = 1280;

const errorKinds: ReadonlySet<string> = new Set([
  "unreachable",
  "redirect",
  "time-exceeded",
  "parameter-problem",
  "source-quench",
  "packet-too-big",
]);

/** ICMPv6's redirect is neighbor discovery: what it quotes is an option. */
function isError(protocol: "icmpv4" | "icmpv6", kind: string): boolean {
  return errorKinds.has(kind) && !(protocol === "icmpv6" && kind === "redirect");
}
