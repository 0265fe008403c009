/** Fields of UDP and TCP. */
import { formatHex } from "../../wire/bytes.js";
import type { TcpLayer, UdpLayer } from "../../wire/decoded-frame.js";
import { formatTcpFlags } from "../../wire/summarize-tcp.js";
import type { TcpHeader } from "../../wire/tcp.js";
import { tcpOptionsLength, type TcpOption } from "../../wire/tcp-options.js";
import type { UdpHeader } from "../../wire/udp.js";
import { showChecksum } from "./network-fields.js";
import { fieldNodes, hex, octetsText, type FieldRow, type TreeNode } from "./tree-node.js";

function udpRows(layer: UdpLayer): readonly FieldRow<UdpHeader>[] {
  return [
    {
      name: "sourcePort",
      label: "Source port",
      at: 0,
      length: 2,
      show: (header) => String(header.sourcePort),
    },
    {
      name: "destinationPort",
      label: "Destination port",
      at: 2,
      length: 2,
      show: (header) => String(header.destinationPort),
    },
    { name: "length", label: "Length", at: 4, length: 2, show: (header) => String(header.length) },
    {
      name: "checksum",
      label: "Checksum",
      at: 6,
      length: 2,
      show: ({ checksum }) => (checksum === 0 ? "0x0000, none was sent" : showChecksum(checksum, layer)),
    },
  ];
}

export function udpTree(layer: UdpLayer): TreeNode {
  const { header, offset, headerLength } = layer;
  return {
    name: "udp",
    label: "User Datagram Protocol",
    value: `port ${header.sourcePort} → ${header.destinationPort}, ${octetsText(layer.payloadLength)}`,
    offset,
    length: headerLength,
    children: fieldNodes(udpRows(layer), header, offset, headerLength),
  };
}

function tcpRows(layer: TcpLayer): readonly FieldRow<TcpHeader>[] {
  return [
    {
      name: "sourcePort",
      label: "Source port",
      at: 0,
      length: 2,
      show: (header) => String(header.sourcePort),
    },
    {
      name: "destinationPort",
      label: "Destination port",
      at: 2,
      length: 2,
      show: (header) => String(header.destinationPort),
    },
    {
      name: "sequenceNumber",
      label: "Sequence number",
      at: 4,
      length: 4,
      show: (header) => String(header.sequenceNumber),
    },
    {
      name: "acknowledgmentNumber",
      label: "Acknowledgment number",
      at: 8,
      length: 4,
      show: (header) => String(header.acknowledgmentNumber),
    },
    {
      name: "dataOffset",
      label: "Header length",
      at: 12,
      length: 1,
      show: ({ dataOffset }) => `${octetsText(dataOffset * 4)} (${dataOffset})`,
    },
    {
      name: "flags",
      label: "Flags",
      at: 12,
      length: 2,
      show: ({ flags }) => `${formatTcpFlags(flags)} (${hex(flags, 3)})`,
    },
    { name: "window", label: "Window", at: 14, length: 2, show: ({ window }) => `${window}, not scaled` },
    {
      name: "checksum",
      label: "Checksum",
      at: 16,
      length: 2,
      show: ({ checksum }) => showChecksum(checksum, layer),
    },
    {
      name: "urgentPointer",
      label: "Urgent pointer",
      at: 18,
      length: 2,
      show: ({ urgentPointer }) => String(urgentPointer),
    },
  ];
}

export function tcpTree(layer: TcpLayer): TreeNode {
  const { header, offset, headerLength } = layer;
  return {
    name: "tcp",
    label: "Transmission Control Protocol",
    value: `port ${header.sourcePort} → ${header.destinationPort} [${formatTcpFlags(header.flags)}], ${octetsText(layer.payloadLength)}`,
    offset,
    length: headerLength,
    children: [...fieldNodes(tcpRows(layer), header, offset, headerLength), ...optionsNode(layer)],
  };
}

function optionsNode({ header, offset }: TcpLayer): readonly TreeNode[] {
  if (header.optionBytes.length === 0) return [];
  let at = offset + 20;
  const children = header.options.map((option): TreeNode => {
    const length = optionLength(option);
    const { label, value } = showOption(option);
    const node = { name: "option", label, value, offset: at, length };
    at += length;
    return node;
  });
  return [
    {
      name: "options",
      label: "Options",
      value: octetsText(header.optionBytes.length),
      offset: offset + 20,
      length: header.optionBytes.length,
      children,
    },
  ];
}

const fixedLengths: Readonly<Partial<Record<TcpOption["kind"], number>>> = {
  end: 1,
  nop: 1,
  "sack-permitted": 2,
  "window-scale": 3,
  mss: 4,
  timestamp: 10,
};

/** Octets without the padding that follows all of them. */
function optionLength(option: TcpOption): number {
  if (option.kind === "unknown") return 2 + option.data.length;
  if (option.kind === "raw") return option.bytes.length;
  if (option.kind === "sack") return 2 + 8 * option.blocks.length;
  return fixedLengths[option.kind] ?? tcpOptionsLength([option]);
}

function showOption(option: TcpOption): { readonly label: string; readonly value: string } {
  switch (option.kind) {
    case "end":
      return { label: "End of options", value: "" };
    case "nop":
      return { label: "No operation", value: "" };
    case "mss":
      return { label: "Maximum segment size", value: octetsText(option.value) };
    case "window-scale":
      return { label: "Window scale", value: `shift by ${option.shift} (times ${2 ** option.shift})` };
    case "sack-permitted":
      return { label: "Selective acknowledgment permitted", value: "" };
    case "sack":
      return {
        label: "Selective acknowledgment",
        value: option.blocks.map(({ left, right }) => `${left}–${right}`).join(", "),
      };
    case "timestamp":
      return { label: "Timestamps", value: `value ${option.value}, echo reply ${option.echoReply}` };
    case "unknown":
      return { label: `Option ${option.number}`, value: formatHex(option.data) };
    case "raw":
      return { label: "Malformed options", value: formatHex(option.bytes) };
  }
}
