import type { ArpSummary } from "../../contracts/summary.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { arpOperations } from "../../wire/arp.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { isGroupMac } from "../address-classes.js";
import { differences, type ArpIntentRule, type Comparison } from "./rule.js";

export const arpDiffersFromDescription: ArpIntentRule = {
  code: "arp-differs-from-description",
  level: "intent",
  protocol: "ARP",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "An ARP request or reply with another address than the description fixes.",
  why: "What a description fixes must stand in the frames: everything later is built on them.",
  rfc: "RFC 826",
  example: "the request's sender protocol address is 192.168.1.24, the description fixes 192.168.1.23",
  check({ frames, summary }) {
    const request = firstArp(frames, arpOperations.request);
    const reply = firstArp(frames, arpOperations.reply);
    return differences([
      ...(request === undefined ? [] : compareRequest(request, summary)),
      ...(reply === undefined ? [] : compareReply(reply, summary)),
    ]);
  },
};

function firstArp(frames: readonly FlowFrame[], operation: number): FlowFrame | undefined {
  return frames.find((frame) => layerOf(frame.decoded, "arp")?.header.operation === operation);
}

/** The answerer's hardware address where it is fixed: named, or given as the request's unicast destination. */
export function fixedAnswerer({ wanted, destination }: ArpSummary): string | undefined {
  if (wanted.mac !== undefined) return wanted.mac.toLowerCase();
  return isGroupMac(destination.mac) ? undefined : destination.mac.toLowerCase();
}

function compareRequest(
  frame: FlowFrame,
  { source, destination, wanted }: ArpSummary,
): readonly Comparison[] {
  const ethernet = layerOf(frame.decoded, "ethernet")?.header;
  const arp = layerOf(frame.decoded, "arp")?.header;
  const mac = source.mac.toLowerCase();
  return [
    {
      frame,
      layer: "ethernet",
      field: "source",
      what: "the request's Ethernet source",
      found: ethernet?.source,
      expected: mac,
      inScript: "Ether src",
    },
    {
      frame,
      layer: "ethernet",
      field: "destination",
      what: "the request's Ethernet destination",
      found: ethernet?.destination,
      expected: destination.mac.toLowerCase(),
      inScript: "Ether dst",
    },
    {
      frame,
      layer: "arp",
      field: "senderHardwareAddress",
      what: "the request's sender hardware address",
      found: bounded(arp?.senderHardwareAddress),
      expected: mac,
      inScript: "hwsrc",
    },
    {
      frame,
      layer: "arp",
      field: "senderProtocolAddress",
      what: "the request's sender protocol address",
      found: bounded(arp?.senderProtocolAddress),
      expected: source.ip,
      inScript: "psrc",
    },
    {
      frame,
      layer: "arp",
      field: "targetProtocolAddress",
      what: "the request's target protocol address",
      found: bounded(arp?.targetProtocolAddress),
      expected: wanted.ip,
      inScript: "pdst",
    },
  ];
}

function compareReply(frame: FlowFrame, summary: ArpSummary): readonly Comparison[] {
  const { source, wanted } = summary;
  const ethernet = layerOf(frame.decoded, "ethernet")?.header;
  const arp = layerOf(frame.decoded, "arp")?.header;
  const mac = source.mac.toLowerCase();
  const answerer = fixedAnswerer(summary);
  const fixed: readonly Comparison[] =
    answerer === undefined
      ? []
      : [
          {
            frame,
            layer: "ethernet",
            field: "source",
            what: "the reply's Ethernet source",
            found: ethernet?.source,
            expected: answerer,
            inScript: "Ether src",
          },
          {
            frame,
            layer: "arp",
            field: "senderHardwareAddress",
            what: "the reply's sender hardware address",
            found: bounded(arp?.senderHardwareAddress),
            expected: answerer,
            inScript: "hwsrc",
          },
        ];
  return [
    ...fixed,
    {
      frame,
      layer: "ethernet",
      field: "destination",
      what: "the reply's Ethernet destination",
      found: ethernet?.destination,
      expected: mac,
      inScript: "Ether dst",
    },
    {
      frame,
      layer: "arp",
      field: "senderProtocolAddress",
      what: "the reply's sender protocol address",
      found: bounded(arp?.senderProtocolAddress),
      expected: wanted.ip,
      inScript: "psrc",
    },
    {
      frame,
      layer: "arp",
      field: "targetHardwareAddress",
      what: "the reply's target hardware address",
      found: bounded(arp?.targetHardwareAddress),
      expected: mac,
      inScript: "hwdst",
    },
    {
      frame,
      layer: "arp",
      field: "targetProtocolAddress",
      what: "the reply's target protocol address",
      found: bounded(arp?.targetProtocolAddress),
      expected: source.ip,
      inScript: "pdst",
    },
  ];
}

/** ARP addresses may claim up to 255 octets. */
function bounded(address: string | undefined): string | undefined {
  return address !== undefined && address.length > 40 ? `${address.slice(0, 40)}…` : address;
}
