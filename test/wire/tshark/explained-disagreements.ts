import { latin1Text } from "../../../src/wire/bytes.js";
import type { DecodedFrame } from "../../../src/wire/decoded-frame.js";
import { layerOf } from "../../../src/wire/decoded-frame.js";
import { type Disagreement, nothing, type TsharkFrame } from "./compare-fields.js";

/** Where tshark and we see the same octets differently, and why ours is meant. */
export interface Explanation {
  readonly name: string;
  readonly reason: string;
  covers(disagreement: Disagreement, frame: DecodedFrame, theirs: TsharkFrame): boolean;
}

/** What their chain of layers has behind ours, `""` where it is not ours continued. */
function continuation({ field, ours, theirs }: Disagreement): string {
  const chain = theirs.split(" of ")[0] ?? "";
  if (field !== "layers" || !chain.startsWith(ours)) return "";
  return chain.slice(ours.length).replace(/^:/, "");
}

/** Octets of the fixed part. */
const shortestHeaders: ReadonlyMap<string, number> = new Map([
  ["icmpv4", 8],
  ["icmpv6", 4],
  ["udp", 8],
  ["tcp", 20],
]);

export const explanations: readonly Explanation[] = [
  {
    name: "http-continuation",
    reason:
      "tshark calls every octet of an HTTP connection http; here a layer is a head that lies whole in its segment, and what goes on from segment to segment is read from the stream",
    covers: (disagreement, frame, theirs) =>
      continuation(disagreement) === "http" &&
      layerOf(frame, "raw") !== undefined &&
      theirs.get("http.request.method")?.length === 0 &&
      theirs.get("http.response.code")?.length === 0,
  },
  {
    name: "http-without-target",
    reason:
      "a request line with nothing between method and version breaks RFC 9112 section 3: tshark gives its parts, here it is no HTTP head",
    covers: (disagreement, { payload }) =>
      continuation(disagreement) === "http" && /^[A-Z]+ {1,2}HTTP\/1\.1\r\n/.test(latin1Text(payload)),
  },
  {
    name: "http-notification",
    reason: "tshark gives the header lines of NOTIFY and SUBSCRIBE no field name; the start line is compared",
    covers: ({ field, theirs }, frame) => {
      const message = layerOf(frame, "http")?.message;
      const isNotification =
        message?.kind === "request" && ["NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE"].includes(message.method);
      return field === "http.request.line" && theirs === nothing && isNotification;
    },
  },
  {
    name: "version",
    reason:
      "the version field is neither 4 nor 6: tshark stops there, or reads the other version; here it is an error that keeps the fixed part",
    covers: ({ field }, { error }) =>
      error?.code === "bad-version" &&
      (field === "layers" || field.startsWith("ip.") || field.startsWith("ipv6.")),
  },
  {
    name: "quoted-version",
    reason:
      "what an ICMP error quotes is no IP header of the version that it must be: the same, within the quotation",
    covers: ({ field, theirs }, frame) =>
      theirs === nothing &&
      field.startsWith("ip.") &&
      frame.layers.some((layer) => "quoted" in layer && layer.quoted?.error?.code === "bad-version"),
  },
  {
    name: "cut-header",
    reason: "tshark names a layer of which the fixed part is cut; here it is an error, and no layer",
    covers: (disagreement, { error, payload }) =>
      error?.code === "truncated" &&
      (error.layer === continuation(disagreement) ||
        (error.limitedBy === "snap length" &&
          payload.length < (shortestHeaders.get(continuation(disagreement)) ?? 0))),
  },
  {
    name: "cut-quotation",
    reason: "the same where an ICMP error quotes less than a header",
    covers: (disagreement, frame) =>
      ["ipv4", "ipv6"].includes(continuation(disagreement)) &&
      frame.layers.some((layer) => "quoted" in layer && layer.quoted?.layers.length === 0),
  },
  {
    name: "cut-message",
    reason:
      "the packet is cut or says another length than its datagram: tshark reads the beginning of the message, which here stays raw",
    covers: (disagreement, { error }) =>
      ["dns", "dhcp"].includes(continuation(disagreement)) &&
      ((error?.code === "truncated" && (error.layer === "ipv4" || error.layer === "ipv6")) ||
        (error?.code === "bad-length" && error.layer === "udp")),
  },
  {
    name: "cut-segment",
    reason: "tshark counts the payload that the packet announces, here it is what the capture kept",
    covers: ({ field, ours, theirs }, { error }) =>
      field === "tcp.len" &&
      error?.code === "truncated" &&
      (theirs === nothing || Number(ours) < Number(theirs)),
  },
  {
    name: "reverse-arp",
    reason: "tshark reads RARP (EtherType 0x8035) as ARP; here it is an EtherType without a decoder",
    covers: (disagreement, frame) =>
      continuation(disagreement) === "arp" && layerOf(frame, "ethernet")?.header.etherType === 0x8035,
  },
  {
    name: "total-length-of-0",
    reason:
      "segmentation offload left a total length of 0: tshark shows the length it assumes, here it is what the header says",
    covers: ({ field }, { error }) => field === "ip.len" && error?.layer === "ipv4" && error.available === 0,
  },
  {
    name: "padding",
    reason: "tshark lists the zeros that pad options as options, here the list ends at the end of it",
    covers: ({ field, ours, theirs }) =>
      ours === nothing &&
      (field === "tcp.option_kind" || field === "dhcp.option.type") &&
      /^0( 0)*$/.test(theirs),
  },
  {
    name: "goes-on-behind-damage",
    reason:
      "a name's pointers lead in a circle, or an extension header does not fit its packet: tshark reads on from there, here the reading ends in the error",
    covers: ({ field, ours }, { error }) =>
      ours === nothing &&
      ((field.startsWith("dns.qry.") && error?.code === "pointer-loop") ||
        (field === "ipv6.opt.type" && error?.layer === "ipv6")),
  },
  {
    name: "stops-at-damage",
    reason:
      "behind options or records that contradict themselves tshark stops, here what can still be told apart is kept beside the error",
    covers: ({ field, theirs }, { error }) =>
      theirs === nothing &&
      error !== undefined &&
      (field === "ip.opt.type" ||
        field === "ipv6.opt.type" ||
        field === "udp.checksum" ||
        field.startsWith("dns.resp.")),
  },
];

export function explain(
  disagreement: Disagreement,
  frame: DecodedFrame,
  theirs: TsharkFrame,
): Explanation | undefined {
  return explanations.find((explanation) => explanation.covers(disagreement, frame, theirs));
}
