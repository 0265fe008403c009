/** ICMP and ICMPv6 lines as tshark writes them. */
import type { Icmpv4Layer, Icmpv6Layer } from "./decoded-frame.js";
import { icmpv4Types } from "./icmpv4.js";
import { icmpv6Types, neighborOptionTypes, type NeighborOption } from "./icmpv6.js";
import { formatHardwareAddress } from "./address-text.js";

const unreachableCodes: readonly string[] = [
  "Network unreachable",
  "Host unreachable",
  "Protocol unreachable",
  "Port unreachable",
  "Fragmentation needed",
  "Source route failed",
  "Destination network unknown",
  "Destination host unknown",
  "Source host isolated",
  "Network administratively prohibited",
  "Host administratively prohibited",
  "Network unreachable for TOS",
  "Host unreachable for TOS",
  "Communication administratively filtered",
  "Host precedence violation",
  "Precedence cutoff in effect",
];

const redirectCodes: readonly string[] = [
  "Redirect for network",
  "Redirect for host",
  "Redirect for TOS and network",
  "Redirect for TOS and host",
];

const exceededCodes: readonly string[] = [
  "Time to live exceeded in transit",
  "Fragment reassembly time exceeded",
];

/** Per type: its name, and the names of its codes where it has some. */
const icmpv4Names: ReadonlyMap<number, readonly [name: string, codes?: readonly string[]]> = new Map<
  number,
  readonly [string, (readonly string[])?]
>([
  [icmpv4Types.echoReply, ["Echo (ping) reply   "]],
  [icmpv4Types.destinationUnreachable, ["Destination unreachable", unreachableCodes]],
  [icmpv4Types.sourceQuench, ["Source quench (flow control)"]],
  [icmpv4Types.redirect, ["Redirect            ", redirectCodes]],
  [icmpv4Types.echoRequest, ["Echo (ping) request "]],
  [icmpv4Types.timeExceeded, ["Time-to-live exceeded", exceededCodes]],
  [icmpv4Types.parameterProblem, ["Parameter problem"]],
  [icmpv4Types.timestampRequest, ["Timestamp request   "]],
  [icmpv4Types.timestampReply, ["Timestamp reply     "]],
  [icmpv4Types.addressMaskRequest, ["Address mask request"]],
  [icmpv4Types.addressMaskReply, ["Address mask reply  "]],
]);

export function summarizeIcmpv4({ header }: Icmpv4Layer, ttl: number): string {
  const { type, code, body } = header;
  const [name, codes] = icmpv4Names.get(type) ?? [`Type ${type}, code ${code}`];
  if (codes !== undefined) return `${name} (${codes[code] ?? `code ${code}`})`;
  if (!("identifier" in body)) return name;
  const { identifier, sequenceNumber: sequence } = body;
  const swapped = ((sequence & 0xff) << 8) | (sequence >>> 8);
  return `${name} id=${hex16(identifier)}, seq=${sequence}/${swapped}, ttl=${ttl}`;
}

const unreachableCodes6: readonly string[] = [
  "no route to destination",
  "Administratively prohibited",
  "Beyond scope of source address",
  "Address unreachable",
  "Port unreachable",
  "Source address failed ingress/egress policy",
  "Reject route to destination",
];

const exceededCodes6: readonly string[] = [
  "hop limit exceeded in transit",
  "fragment reassembly time exceeded",
];

const listenerNames: ReadonlyMap<number, string> = new Map([
  [icmpv6Types.listenerQuery, "Multicast Listener Query"],
  [icmpv6Types.listenerReport, "Multicast Listener Report"],
  [icmpv6Types.listenerDone, "Multicast Listener Done"],
]);

export function summarizeIcmpv6({ header }: Icmpv6Layer, hopLimit: number): string {
  const { type, code, body } = header;
  switch (body.kind) {
    case "echo": {
      const direction = type === icmpv6Types.echoRequest ? "request" : "reply";
      return `Echo (ping) ${direction} id=${hex16(body.identifier)}, seq=${body.sequenceNumber}, hop limit=${hopLimit}`;
    }
    case "unreachable":
      return `Destination Unreachable (${unreachableCodes6[code] ?? `code ${code}`})`;
    case "packet-too-big":
      return "Packet Too Big";
    case "time-exceeded":
      return `Time Exceeded (${exceededCodes6[code] ?? `code ${code}`})`;
    case "parameter-problem":
      return `Parameter Problem (code ${code}, pointer ${body.pointer})`;
    case "listener":
      return listenerNames.get(type) ?? "Multicast Listener";
    case "router-solicitation":
      return `Router Solicitation${linkAddress(" from ", body.options, neighborOptionTypes.sourceLinkLayerAddress)}`;
    case "router-advertisement":
      return `Router Advertisement${linkAddress(" from ", body.options, neighborOptionTypes.sourceLinkLayerAddress)}`;
    case "neighbor-solicitation":
      return `Neighbor Solicitation for ${body.target}${linkAddress(" from ", body.options, neighborOptionTypes.sourceLinkLayerAddress)}`;
    case "neighbor-advertisement": {
      const flags = [body.isRouter && "rtr", body.isSolicited && "sol", body.overrides && "ovr"];
      const words = flags.filter((word) => word !== false).join(", ");
      const address = linkAddress(" is at ", body.options, neighborOptionTypes.targetLinkLayerAddress);
      return `Neighbor Advertisement ${body.target}${words === "" ? "" : ` (${words})`}${address}`;
    }
    case "redirect":
      return `Redirect${linkAddress(" is at ", body.options, neighborOptionTypes.targetLinkLayerAddress)}`;
    case "other":
      return `Type ${type}, code ${code}`;
  }
}

function linkAddress(before: string, options: readonly NeighborOption[], wanted: number): string {
  const option = options.find(({ type }) => type === wanted);
  return option === undefined ? "" : before + formatHardwareAddress(option.data);
}

function hex16(number: number): string {
  return `0x${number.toString(16).padStart(4, "0")}`;
}
