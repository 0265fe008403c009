import { layerOf } from "../../wire/decoded-frame.js";
import { classifyIpv4, describeIpv4Class } from "../address-classes.js";
import { isLinkLocalIpv6 } from "../address-classes-ipv6.js";
import { noFaults } from "../rule.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import type { PacketRule } from "./rule.js";

export const icmpRedirectGatewayImpossible: PacketRule = {
  code: "icmp-redirect-gateway-impossible",
  level: "packet",
  about: ["icmpv4", "icmpv6"],
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A redirect to a gateway that is no host's address, or is the redirecting router itself.",
  why: "The receiver sends through the gateway from then on. A router names another one on the same link, so a host discards anything else.",
  rfc: "RFC 792, Redirect; RFC 1122 section 3.2.2.2; RFC 4861 section 8.1",
  example: 'the redirect names the gateway 0.0.0.0, in 0.0.0.0/8, "this network"',
  check(frame) {
    const what = icmpv4Fault(frame) ?? icmpv6Fault(frame);
    if (what === undefined) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: layerOf(frame.decoded, "icmpv4") === undefined ? "icmpv6" : "icmpv4",
        field: "gateway",
        message: `the redirect names the gateway ${what}`,
        hint: "set gw to another router of the same link",
      },
    ];
  },
};

function icmpv4Fault({ decoded }: FlowFrame): string | undefined {
  const body = layerOf(decoded, "icmpv4")?.header.body;
  if (body?.kind !== "redirect") return undefined;
  if (classifyIpv4(body.gateway) !== "ordinary") return `${body.gateway}, ${describeIpv4Class(body.gateway)}`;
  const source = layerOf(decoded, "ipv4")?.header.source;
  return source === body.gateway ? `${body.gateway}, which sends the redirect` : undefined;
}

/** The target is a router's link-local address, or the destination itself where that is on the link. */
function icmpv6Fault({ decoded }: FlowFrame): string | undefined {
  const body = layerOf(decoded, "icmpv6")?.header.body;
  if (body?.kind !== "redirect" || body.target === body.destination) return undefined;
  return isLinkLocalIpv6(body.target) ? undefined : `${body.target}, no link-local address`;
}
