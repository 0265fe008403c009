/** Fields of DNS, DHCP and HTTP messages. */
import { formatHex, latin1Text, readU16 } from "../../wire/bytes.js";
import type { DecodedFrame, DhcpLayer, DnsLayer, HttpLayer } from "../../wire/decoded-frame.js";
import type { DhcpMessage, DhcpOption } from "../../wire/dhcp.js";
import type { DnsMessage, DnsQuestion, DnsRecord } from "../../wire/dns.js";
import { decodeName } from "../../wire/dns-name.js";
import type { HttpHead } from "../../wire/http.js";
import { formatDnsType, formatRdata, summarizeDns } from "../../wire/summarize-dns.js";
import { summarizeDhcp } from "../../wire/summarize-dhcp.js";
import { fieldNodes, hex, named, octetsText, type FieldRow, type TreeNode } from "./tree-node.js";

const responseCodeNames: Readonly<Record<number, string>> = {
  0: "no error",
  1: "format error",
  2: "server failure",
  3: "no such name",
  4: "not implemented",
  5: "refused",
};

const dnsFlags = [
  ["qr", "response"],
  ["aa", "authoritative answer"],
  ["tc", "truncated"],
  ["rd", "recursion desired"],
  ["ra", "recursion available"],
  ["z", "reserved bit"],
  ["ad", "authentic data"],
  ["cd", "checking disabled"],
] as const;

function showDnsFlags(message: DnsMessage): string {
  const set = dnsFlags.filter(([bit]) => message[bit] === 1).map(([, name]) => name);
  return set.length === 0 ? "none" : set.join(", ");
}

const dnsRows: readonly FieldRow<DnsMessage>[] = [
  {
    name: "transactionId",
    label: "Transaction id",
    at: 0,
    length: 2,
    show: ({ transactionId }) => hex(transactionId, 4),
  },
  { name: "qr", label: "Flags", at: 2, length: 2, show: showDnsFlags },
  {
    name: "opcode",
    label: "Operation code",
    at: 2,
    length: 1,
    show: ({ opcode }) => named({ 0: "standard query" }, opcode),
  },
  {
    name: "rcode",
    label: "Response code",
    at: 3,
    length: 1,
    show: ({ rcode }) => named(responseCodeNames, rcode),
  },
  {
    name: "questionCount",
    label: "Questions",
    at: 4,
    length: 2,
    show: (message) => String(message.questionCount),
  },
  { name: "answerCount", label: "Answers", at: 6, length: 2, show: (message) => String(message.answerCount) },
  {
    name: "authorityCount",
    label: "Authorities",
    at: 8,
    length: 2,
    show: (message) => String(message.authorityCount),
  },
  {
    name: "additionalCount",
    label: "Additionals",
    at: 10,
    length: 2,
    show: (message) => String(message.additionalCount),
  },
];

export function dnsTree(frame: DecodedFrame, { message, offset, headerLength }: DnsLayer): TreeNode {
  const walk = new RecordWalk(frame.bytes, offset, offset + headerLength);
  return {
    name: "dns",
    label: "Domain Name System",
    value: summarizeDns(message),
    offset,
    length: headerLength,
    children: [
      ...fieldNodes(dnsRows, message, offset, headerLength),
      ...message.questions.map((question) => walk.question(question)),
      ...message.answers.map((record) => walk.record("answers", "Answer", record)),
      ...message.authorities.map((record) => walk.record("authorities", "Authority", record)),
      ...message.additionals.map((record) => walk.record("additionals", "Additional", record)),
    ],
  };
}

/** Finds the places of records that were decoded already, one after the other. */
class RecordWalk {
  private at: number;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    private readonly end: number,
  ) {
    this.at = start + 12;
  }

  question({ name, type, class: of }: DnsQuestion): TreeNode {
    const begin = this.at;
    const nameEnd = this.nameEnd();
    this.at = nameEnd + 4;
    return {
      name: "questions",
      label: "Question",
      value: `${name} ${formatDnsType(type)}`,
      offset: begin,
      length: this.at - begin,
      children: [
        { name: "name", label: "Name", value: name, offset: begin, length: nameEnd - begin },
        {
          name: "type",
          label: "Type",
          value: `${formatDnsType(type)} (${type})`,
          offset: nameEnd,
          length: 2,
        },
        { name: "class", label: "Class", value: named({ 1: "IN" }, of), offset: nameEnd + 2, length: 2 },
      ],
    };
  }

  record(section: string, label: string, record: DnsRecord): TreeNode {
    const begin = this.at;
    const nameEnd = this.nameEnd();
    const dataStart = nameEnd + 10;
    this.at = dataStart + readU16(this.bytes, nameEnd + 8);
    const { name, type, ttl, rdataLength } = record;
    const data = formatRdata(record);
    return {
      name: section,
      label,
      value: `${name} ${formatDnsType(type)} ${data}`.trimEnd(),
      offset: begin,
      length: this.at - begin,
      children: [
        { name: "name", label: "Name", value: name, offset: begin, length: nameEnd - begin },
        {
          name: "type",
          label: "Type",
          value: `${formatDnsType(type)} (${type})`,
          offset: nameEnd,
          length: 2,
        },
        {
          name: "class",
          label: "Class",
          value: named({ 1: "IN" }, record.class),
          offset: nameEnd + 2,
          length: 2,
        },
        { name: "ttl", label: "Time to live", value: `${ttl} s`, offset: nameEnd + 4, length: 4 },
        {
          name: "rdataLength",
          label: "Data length",
          value: String(rdataLength),
          offset: nameEnd + 8,
          length: 2,
        },
        {
          name: "rdata",
          label: "Data",
          value: data === "" ? octetsText(rdataLength) : data,
          offset: dataStart,
          length: this.at - dataStart,
        },
      ],
    };
  }

  private nameEnd(): number {
    const decoded = decodeName(this.bytes, this.start, this.at, this.end);
    return decoded.ok ? decoded.end : this.end;
  }
}

const dhcpRows: readonly FieldRow<DhcpMessage>[] = [
  {
    name: "operation",
    label: "Operation",
    at: 0,
    length: 1,
    show: ({ operation }) => named({ 1: "request", 2: "reply" }, operation),
  },
  {
    name: "hardwareType",
    label: "Hardware type",
    at: 1,
    length: 1,
    show: ({ hardwareType }) => named({ 1: "Ethernet" }, hardwareType),
  },
  {
    name: "hardwareLength",
    label: "Hardware address length",
    at: 2,
    length: 1,
    show: ({ hardwareLength }) => String(hardwareLength),
  },
  { name: "hops", label: "Hops", at: 3, length: 1, show: ({ hops }) => String(hops) },
  {
    name: "transactionId",
    label: "Transaction id",
    at: 4,
    length: 4,
    show: ({ transactionId }) => hex(transactionId, 8),
  },
  { name: "seconds", label: "Seconds", at: 8, length: 2, show: ({ seconds }) => String(seconds) },
  {
    name: "flags",
    label: "Flags",
    at: 10,
    length: 2,
    show: ({ flags }) => named({ 0x8000: "broadcast" }, flags, hex(flags, 4)),
  },
  {
    name: "clientAddress",
    label: "Client address",
    at: 12,
    length: 4,
    show: (message) => message.clientAddress,
  },
  { name: "yourAddress", label: "Your address", at: 16, length: 4, show: (message) => message.yourAddress },
  {
    name: "serverAddress",
    label: "Server address",
    at: 20,
    length: 4,
    show: (message) => message.serverAddress,
  },
  {
    name: "relayAddress",
    label: "Relay address",
    at: 24,
    length: 4,
    show: (message) => message.relayAddress,
  },
  {
    name: "clientHardwareAddress",
    label: "Client hardware address",
    at: 28,
    length: 16,
    show: (message) => message.clientHardwareAddress,
  },
  {
    name: "serverName",
    label: "Server name",
    at: 44,
    length: 64,
    show: ({ serverName }) => zeroEnded(serverName),
  },
  { name: "bootFile", label: "Boot file", at: 108, length: 128, show: ({ bootFile }) => zeroEnded(bootFile) },
];

function zeroEnded(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = latin1Text(bytes, 0, end < 0 ? bytes.length : end);
  return text === "" ? "none" : text;
}

const dhcpOptionNames: Readonly<Record<number, string>> = {
  1: "Subnet mask",
  3: "Router",
  6: "Name server",
  12: "Host name",
  15: "Domain name",
  50: "Requested address",
  51: "Lease time",
  52: "Overload",
  53: "Message type",
  54: "Server identifier",
  55: "Requested parameters",
  61: "Client identifier",
};

/** Options whose data is addresses, and those that are text. */
const addressOptions: ReadonlySet<number> = new Set([1, 3, 6, 50, 54]);
const textOptions: ReadonlySet<number> = new Set([12, 15]);

function showDhcpOption({ code, data }: DhcpOption): string {
  if (addressOptions.has(code) && data.length % 4 === 0) {
    const addresses = Array.from({ length: data.length / 4 }, (_, index) =>
      data.subarray(index * 4, index * 4 + 4).join("."),
    );
    return addresses.join(", ");
  }
  if (textOptions.has(code)) return latin1Text(data);
  return data.length === 1 ? String(data[0]) : formatHex(data);
}

const optionsStart = 240;

export function dhcpTree(frame: DecodedFrame, { message, offset, headerLength }: DhcpLayer): TreeNode {
  const nodes: TreeNode[] = [];
  let at = offset + optionsStart;
  for (const option of message.options) {
    while (frame.bytes[at] === 0) at += 1;
    const length = option.data.length + 2;
    nodes.push({
      name: "options",
      label: named(dhcpOptionNames, option.code),
      value: showDhcpOption(option),
      offset: at,
      length,
    });
    at += length;
  }
  return {
    name: "dhcp",
    label: "Dynamic Host Configuration Protocol",
    value: summarizeDhcp(message).info,
    offset,
    length: headerLength,
    children: [...fieldNodes(dhcpRows, message, offset, headerLength), ...nodes],
  };
}

/** A node for every line of the head. */
export function httpTree(frame: DecodedFrame, { message, offset, headerLength }: HttpLayer): TreeNode {
  const lines: TreeNode[] = [];
  let at = offset;
  const end = offset + headerLength;
  while (at < end) {
    const found = frame.bytes.indexOf(0x0a, at);
    const next = found < 0 || found >= end ? end : found + 1;
    const text = latin1Text(frame.bytes, at, next).replace(/\r?\n$/u, "");
    if (text !== "") lines.push({ ...lineParts(text, lines.length === 0), offset: at, length: next - at });
    at = next;
  }
  return {
    name: "http",
    label: "Hypertext Transfer Protocol",
    value: startLine(message),
    offset,
    length: headerLength,
    children: lines,
  };
}

function lineParts(text: string, isFirst: boolean): Pick<TreeNode, "name" | "label" | "value"> {
  if (isFirst) return { name: "startLine", label: "Start line", value: text };
  const colon = text.indexOf(":");
  if (colon < 0) return { name: "headers", label: "Continued", value: text };
  return { name: "headers", label: text.slice(0, colon), value: text.slice(colon + 1).trim() };
}

function startLine(head: HttpHead): string {
  return head.kind === "request"
    ? `${head.method} ${head.target} ${head.version}`
    : `${head.version} ${head.statusCode} ${head.reasonPhrase}`.trimEnd();
}
