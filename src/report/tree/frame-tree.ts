/**
 * The layers of a frame and their fields, each with its place: what a page shows beside the octets. Everything here was
 * decoded before; nothing is judged.
 */
import { assertNever } from "../../contracts/result.js";
import { formatDecodeError } from "../../wire/decode-error.js";
import type { DecodedFrame, DecodedLayer } from "../../wire/decoded-frame.js";
import { arpTree, cookedTree, ethernetTree, loopbackTree, vlanTree } from "./link-fields.js";
import { dhcpTree, dnsTree, httpTree } from "./message-fields.js";
import { icmpTree, ipv4Tree, ipv6Tree } from "./network-fields.js";
import { tcpTree, udpTree } from "./transport-fields.js";
import { octetsText, type TreeNode } from "./tree-node.js";

/** Layers outermost first, then what no layer took, then why decoding ended early. No place lies outside the frame. */
export function frameTree(frame: DecodedFrame): readonly TreeNode[] {
  const nodes = frame.layers.flatMap((layer) => [layerTree(frame, layer), ...quotedNodes(frame, layer)]);
  const within = [...nodes, ...restNodes(frame), ...errorNodes(frame)];
  return within.map((node) => clamp(node, frame.bytes.length));
}

function layerTree(frame: DecodedFrame, layer: DecodedLayer): TreeNode {
  switch (layer.protocol) {
    case "ethernet":
      return ethernetTree(layer);
    case "vlan":
      return vlanTree(layer);
    case "sll":
      return cookedTree(layer);
    case "loopback":
      return loopbackTree(layer);
    case "arp":
      return arpTree(layer);
    case "ipv4":
      return ipv4Tree(layer);
    case "ipv6":
      return ipv6Tree(layer);
    case "icmpv4":
    case "icmpv6":
      return icmpTree(layer);
    case "udp":
      return udpTree(layer);
    case "tcp":
      return tcpTree(layer);
    case "dns":
      return dnsTree(frame, layer);
    case "dhcp":
      return dhcpTree(frame, layer);
    case "http":
      return httpTree(frame, layer);
    case "raw":
      return dataNode("raw", "Data", layer.offset, layer.bytes.length);
    default:
      return assertNever(layer);
  }
}

/** The datagram that an ICMP error answers. */
function quotedNodes(frame: DecodedFrame, layer: DecodedLayer): readonly TreeNode[] {
  if ((layer.protocol !== "icmpv4" && layer.protocol !== "icmpv6") || layer.quoted === undefined) return [];
  const children = layer.quoted.layers.map((quoted) => layerTree(frame, quoted));
  const { payloadOffset: offset, payloadLength: length } = layer;
  return [{ name: "quoted", label: "Quoted datagram", value: octetsText(length), offset, length, children }];
}

/** The body of a message, padding, a frame check sequence. */
function restNodes(frame: DecodedFrame): readonly TreeNode[] {
  const { layers, bytes, trailerLength, frameCheckSequence } = frame;
  const last = layers.at(-1);
  const checkLength = frameCheckSequence?.bytes.length ?? 0;
  const trailerOffset = bytes.length - checkLength - trailerLength;
  const nodes: TreeNode[] = [];
  const holdsPayload =
    last?.protocol === "icmpv4" || last?.protocol === "icmpv6" ? last.quoted === undefined : true;
  if (last !== undefined && last.protocol !== "raw" && last.payloadLength > 0 && holdsPayload)
    nodes.push(dataNode("payload", "Data", last.payloadOffset, last.payloadLength));
  if (trailerLength > 0)
    nodes.push(dataNode("trailer", "Octets after the packet", trailerOffset, trailerLength));
  if (frameCheckSequence !== undefined)
    nodes.push({
      name: "frameCheckSequence",
      label: "Frame check sequence",
      value: frameCheckSequence.checksumStatus,
      offset: bytes.length - checkLength,
      length: checkLength,
    });
  return nodes;
}

function dataNode(name: string, label: string, offset: number, length: number): TreeNode {
  return { name, label, value: octetsText(length), offset, length };
}

function errorNodes({ error, bytes, length }: DecodedFrame): readonly TreeNode[] {
  const cut: TreeNode[] =
    length > bytes.length
      ? [
          {
            name: "cut",
            label: "Cut by the capture",
            value: `${bytes.length} of ${octetsText(length)} were kept`,
            offset: bytes.length,
            length: 0,
          },
        ]
      : [];
  if (error === undefined) return cut;
  const value = formatDecodeError(error);
  const rest = bytes.length - error.offset;
  return [...cut, { name: "error", label: "Decoding ends here", value, offset: error.offset, length: rest }];
}

function clamp(node: TreeNode, end: number): TreeNode {
  const offset = Math.min(node.offset, end);
  const length = Math.max(0, Math.min(node.length, end - offset));
  const place = { ...node, offset, length };
  return node.children === undefined
    ? place
    : { ...place, children: node.children.map((child) => clamp(child, end)) };
}
