/** Cells of what a frame says by itself: everything that needs no other frame. */
import {
  type DecodedFrame,
  type DnsLayer,
  layerOf,
  networkLayerOf,
  payloadOf,
} from "../wire/decoded-frame.js";
import { dnsHeaderLength, type DnsRecord, dnsTypes } from "../wire/dns.js";
import { decodeName } from "../wire/dns-name.js";
import { type HttpHead, httpHeader } from "../wire/http.js";
import { tcpFlags } from "../wire/tcp.js";
import type { Cell, FrameFieldName } from "./fields.js";
import { entropyOf, formOf, longSizeWord, parityWord, portWord, sizeWord } from "./habits.js";

export type FrameCells = Partial<Record<FrameFieldName, Cell>>;

/** `wholeSeconds`: since the epoch, without fraction. */
export function messageCells(frame: DecodedFrame, wholeSeconds: number): FrameCells {
  return {
    ...linkCells(frame),
    ...arpCells(frame),
    ...ipCells(frame),
    ...tcpCells(frame),
    ...udpCells(frame),
    ...icmpCells(frame),
    ...dnsCells(frame),
    ...httpCells(frame, wholeSeconds),
    ...payloadCells(frame),
  };
}

function linkCells(frame: DecodedFrame): FrameCells {
  const ethernet = layerOf(frame, "ethernet")?.header;
  const layers = frame.layers.map(({ protocol }) => protocol).join("/");
  return {
    "frame.layers": frame.error === undefined ? layers : `${layers}, ${frame.error.code}`,
    "frame.length": frame.length,
    "frame.padding": frame.trailerLength,
    ...(ethernet === undefined
      ? {}
      : {
          "frame.destination": macKind(ethernet.destination),
          "frame.source": macKind(ethernet.source),
        }),
  };
}

function macKind(address: string): string {
  if (address === "ff:ff:ff:ff:ff:ff") return "broadcast";
  const first = Number.parseInt(address.slice(0, 2), 16);
  if ((first & 1) !== 0) return "multicast";
  return (first & 2) === 0 ? "a maker's" : "locally administered";
}

function arpCells(frame: DecodedFrame): FrameCells {
  const arp = layerOf(frame, "arp")?.header;
  if (arp === undefined) return {};
  const { hardwareType, protocolType, hardwareLength, protocolLength, operation } = arp;
  const target = arp.targetHardwareAddress;
  const source = layerOf(frame, "ethernet")?.header.source;
  const sender = arp.senderHardwareAddress === source ? "of the frame's source" : "of another MAC address";
  return {
    "arp.target": /^[0:]*$/u.test(target) ? "zero" : macKind(target),
    "arp.sender": arp.senderProtocolAddress === "0.0.0.0" ? "0.0.0.0" : sender,
    "arp.types": [hardwareType, protocolType, hardwareLength, protocolLength, operation].join(" "),
  };
}

function ipCells(frame: DecodedFrame): FrameCells {
  const network = networkLayerOf(frame);
  if (network === undefined) return {};
  if (network.protocol === "ipv6") {
    const { trafficClass, payloadLength, hopLimit } = network.header;
    return { "ip.tos": trafficClass, "ip.length": payloadLength, "ip.ttl": hopLimit };
  }
  const { ihl, typeOfService, totalLength, identification, flags, fragmentOffset, ttl } = network.header;
  const names = ["MF", "DF", "reserved"].filter((_, bit) => (flags & (1 << bit)) !== 0);
  return {
    "ip.header-length": ihl * 4,
    "ip.tos": typeOfService,
    "ip.length": totalLength,
    "ip.identification": sizeWord(identification),
    "ip.identification.parity": parityWord(identification),
    "ip.flags": names.join(" ") || "none",
    "ip.fragment-offset": fragmentOffset,
    "ip.ttl": ttl,
    "ip.checksum": network.checksumStatus,
  };
}

function tcpCells(frame: DecodedFrame): FrameCells {
  const tcp = layerOf(frame, "tcp");
  if (tcp === undefined) return {};
  const { header } = tcp;
  const mss = header.options.find((option) => option.kind === "mss");
  const scale = header.options.find((option) => option.kind === "window-scale");
  const sack = header.options.find((option) => option.kind === "sack");
  const isSyn = (header.flags & tcpFlags.syn) !== 0;
  return {
    ...portCells(header.sourcePort, header.destinationPort),
    "transport.checksum": tcp.checksumStatus,
    "tcp.flags": Object.keys(tcpFlags)
      .filter((name) => (header.flags & tcpFlags[name as keyof typeof tcpFlags]) !== 0)
      .join(" "),
    "tcp.reserved": header.reserved,
    "tcp.header-length": header.dataOffset * 4,
    "tcp.window": header.window,
    "tcp.urgent": header.urgentPointer,
    "tcp.options": header.options.map(optionWord).join(" ") || "none",
    "tcp.sack-blocks": sack?.blocks.length ?? 0,
    ...(isSyn ? { "tcp.isn": longSizeWord(header.sequenceNumber) } : {}),
    ...(mss === undefined ? {} : { "tcp.mss": mss.value }),
    ...(scale === undefined ? {} : { "tcp.window-scale": scale.shift }),
  };
}

function optionWord(option: { readonly kind: string; readonly number?: number }): string {
  return option.number === undefined ? option.kind : `kind-${String(option.number)}`;
}

function portCells(source: number, destination: number): FrameCells {
  return {
    "port.source": portWord(source),
    "port.source.parity": parityWord(source),
    "port.destination": portWord(destination),
  };
}

function udpCells(frame: DecodedFrame): FrameCells {
  const udp = layerOf(frame, "udp");
  if (udp === undefined) return {};
  const checksum = udp.header.checksum === 0 ? "none" : udp.checksumStatus;
  return {
    ...portCells(udp.header.sourcePort, udp.header.destinationPort),
    "udp.length": udp.header.length,
    "transport.checksum": checksum,
  };
}

function icmpCells(frame: DecodedFrame): FrameCells {
  const icmp = layerOf(frame, "icmpv4");
  if (icmp === undefined) return {};
  const { type, code, body } = icmp.header;
  return {
    "icmp.kind": `${String(type)} ${String(code)}`,
    "transport.checksum": icmp.checksumStatus,
    ...(body.kind === "echo"
      ? {
          "icmp.identifier": sizeWord(body.identifier),
          "icmp.sequence": body.sequenceNumber,
          "icmp.data": echoPattern(payloadOf(frame, icmp)),
        }
      : {}),
  };
}

/** Where the octets rise by one: at once, or after a time of 8 or 16 octets as ping programs put it there. */
function echoPattern(data: Uint8Array): string {
  if (data.length === 0) return "none";
  if (data.every((octet) => octet === data[0])) return "one octet repeated";
  const start = [0, 8, 16].find((from) => rises(data, from));
  if (start === undefined) return "other";
  const first = (data[start] ?? 0).toString(16).padStart(2, "0");
  return start === 0 ? `rising from 0x${first}` : `${String(start)} octets, then rising from 0x${first}`;
}

function rises(data: Uint8Array, from: number): boolean {
  if (data.length < from + 4) return false;
  for (let index = from + 1; index < data.length; index += 1) {
    const [before = 0, octet = 0] = [data[index - 1], data[index]];
    // Windows begins again after `w`.
    if (octet !== ((before + 1) & 0xff) && !(before === 0x77 && octet === 0x61)) return false;
  }
  return true;
}

const dnsBits = ["qr", "aa", "tc", "rd", "ra", "z", "ad", "cd"] as const;

function dnsCells(frame: DecodedFrame): FrameCells {
  const layer = layerOf(frame, "dns");
  if (layer === undefined) return {};
  const { message } = layer;
  const { questionCount, answerCount, authorityCount, additionalCount } = message;
  const [question] = message.questions;
  const edns = message.additionals.find(({ type }) => type === dnsTypes.OPT);
  const length = layer.headerLength + layer.payloadLength;
  return {
    "dns.length": length,
    "dns.flags": `${dnsBits.filter((bit) => message[bit] === 1).join(" ")} opcode ${String(message.opcode)} rcode ${String(message.rcode)}`,
    "dns.counts": [questionCount, answerCount, authorityCount, additionalCount].join(" "),
    "dns.identifier": sizeWord(message.transactionId),
    ...(question === undefined
      ? {}
      : {
          "dns.question": `${String(question.type)} ${String(question.class)}`,
          "dns.letter-case": letterCase(question.name),
        }),
    ...ednsCells(edns),
    ...answerCells(frame, message, layer),
  };
}

function letterCase(name: string): string {
  if (name === name.toLowerCase()) return "lower";
  return name === name.toUpperCase() ? "upper" : "mixed";
}

function ednsCells(edns: DnsRecord | undefined): FrameCells {
  if (edns === undefined) return { "dns.edns": "none" };
  const options = edns.rdata.kind === "opt" ? edns.rdata.options : [];
  const codes = options.map(({ code, data }) => `option ${String(code)} of ${String(data.length)} octets`);
  // The class of an OPT record is the size that fits (RFC 6891 section 6.1.2).
  return { "dns.edns": [String(edns.class), ...codes].join(", ") };
}

function answerCells(
  frame: DecodedFrame,
  { answers, authorities }: DnsLayer["message"],
  layer: DnsLayer,
): FrameCells {
  const [first] = answers;
  if (first === undefined) return {};
  const records = [answers, authorities].map((section) => section.map(({ type }) => type).join(" "));
  const question = decodeName(frame.bytes, layer.offset, layer.offset + dnsHeaderLength, frame.bytes.length);
  const nameOctet = question.ok ? (frame.bytes[question.end + 4] ?? 0) : 0;
  return {
    "dns.answers": records.join(" / "),
    "dns.ttl": first.ttl,
    "dns.compression": nameOctet >= 0xc0 ? "compressed" : "whole",
  };
}

function httpCells(frame: DecodedFrame, wholeSeconds: number): FrameCells {
  const head = layerOf(frame, "http")?.message;
  if (head === undefined) return {};
  const common: FrameCells = {
    "http.version": head.version,
    "http.head-length": head.headLength,
    "http.headers": head.headers.map(({ name }) => name).join(", "),
    "http.connection": valueOf(head, "Connection"),
  };
  if (head.kind === "request") {
    const accepted = ["Accept", "Accept-Encoding", "Accept-Language"].map((name) => valueOf(head, name));
    return {
      ...common,
      "http.method": head.method,
      "http.user-agent": valueOf(head, "User-Agent"),
      "http.accept": accepted.join(" | "),
    };
  }
  const length = Number(httpHeader(head, "Content-Length") ?? Number.NaN);
  const date = Date.parse(httpHeader(head, "Date") ?? "");
  return {
    ...common,
    "http.status": head.statusCode,
    "http.server": valueOf(head, "Server"),
    "http.content-type": valueOf(head, "Content-Type"),
    "http.etag": formOf(valueOf(head, "ETag")),
    ...(Number.isFinite(length) ? { "http.content-length": length } : {}),
    ...(Number.isFinite(date) ? { "http.date": wholeSeconds - date / 1000 } : {}),
  };
}

function valueOf(head: HttpHead, name: string): string {
  return httpHeader(head, name)?.slice(0, 80) ?? "none";
}

function payloadCells(frame: DecodedFrame): FrameCells {
  const tcp = layerOf(frame, "tcp");
  const transport = tcp ?? layerOf(frame, "udp") ?? layerOf(frame, "icmpv4");
  if (transport === undefined) return {};
  const { payloadLength } = transport;
  // Elsewhere a payload holds times and identifiers, which belong to one boot.
  const hasEntropy = tcp !== undefined && payloadLength > 0;
  return {
    "payload.length": payloadLength,
    ...(hasEntropy ? { "payload.entropy": entropyOf(payloadOf(frame, tcp)) } : {}),
  };
}
