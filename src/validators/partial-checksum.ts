import { carriedProtocol, type DecodedFrame, type NetworkLayer } from "../wire/decoded-frame.js";
import { foldSum, sumWords } from "../wire/checksum.js";
import { ipProtocols } from "../wire/ipv4.js";

/**
 * Whether a transport checksum is what a stack leaves for the network card to complete: the sum of the pseudo-header
 * (RFC 9293 section 3.1, RFC 8200 section 8.1), not complemented. Some drivers leave zero instead. Anything else is simply
 * wrong.
 */
export function isPartialChecksum(checksum: number, { bytes }: DecodedFrame, network: NetworkLayer): boolean {
  if (checksum === 0) return true;
  const [start, end] = network.protocol === "ipv4" ? [12, 20] : [8, 40];
  const addresses = sumWords(bytes, network.offset + start, network.offset + end);
  const protocol = carriedProtocol(network);
  // Windows leaves the length out of what the card is to cut into segments.
  const isForSegmentation = protocol === ipProtocols.tcp && checksum === foldSum(addresses + protocol);
  return isForSegmentation || checksum === foldSum(addresses + protocol + network.payloadLength);
}
