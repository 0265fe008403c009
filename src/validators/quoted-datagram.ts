import {
  carriedProtocol,
  type DecodedFrame,
  type NetworkLayer,
  type QuotedDatagram,
} from "../wire/decoded-frame.js";
import { ipProtocols } from "../wire/ipv4.js";

/** The network header that an ICMP error quotes; undefined where it quotes none that can be read. */
export function quotedNetwork({ layers, error }: QuotedDatagram): NetworkLayer | undefined {
  const network = layers[0];
  if (network?.protocol !== "ipv4" && network?.protocol !== "ipv6") return undefined;
  return error?.layer === network.protocol && error.code !== "truncated" ? undefined : network;
}

/** Whether a quotation is of a fragment other than the first: no transport header follows. */
export function isLaterFragment(network: NetworkLayer): boolean {
  if (network.protocol === "ipv4") return network.header.fragmentOffset > 0;
  return network.header.extensions.some(
    (extension) => extension.kind === "fragment" && extension.fragmentOffset > 0,
  );
}

/** The type of the ICMP or ICMPv6 message that an error quotes; undefined where it quotes something else, or too little. */
export function quotedIcmpType({ bytes }: DecodedFrame, quoted: QuotedDatagram): number | undefined {
  const network = quotedNetwork(quoted);
  if (network === undefined || isLaterFragment(network)) return undefined;
  const wanted = network.protocol === "ipv4" ? ipProtocols.icmp : ipProtocols.icmpv6;
  if (carriedProtocol(network) !== wanted || network.payloadLength === 0) return undefined;
  return bytes[network.payloadOffset];
}
