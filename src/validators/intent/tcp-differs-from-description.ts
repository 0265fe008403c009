import type { TcpSummary } from "../../contracts/summary.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { tcpFlags } from "../../wire/tcp.js";
import { comparing, differences, type Comparison, type TcpIntentRule } from "./rule.js";

export const tcpDiffersFromDescription: TcpIntentRule = {
  code: "tcp-differs-from-description",
  level: "intent",
  protocol: "TCP",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "A refused connection between other addresses or ports than the description fixes.",
  why: "What a description fixes must stand in the frames: the capture is labelled with it.",
  rfc: "RFC 9293 section 3.5.2",
  example: "the SYN's destination port is 80, the description fixes 81",
  check({ frames, summary }) {
    return differences(frames.flatMap((frame) => compareSegment(frame, summary)));
  },
};

function compareSegment(frame: FlowFrame, { source, destination }: TcpSummary): readonly Comparison[] {
  const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
  const tcp = layerOf(frame.decoded, "tcp")?.header;
  if (ipv4 === undefined || tcp === undefined) return [];
  // Whoever the sender is, one end is the client's: the side that the description names as source.
  const isFromClient = ipv4.source === source.ip || ipv4.destination === destination.ip;
  const [from, to] = isFromClient ? [source, destination] : [destination, source];
  const whose = isFromClient ? "the SYN's" : "the reset's";
  const inIp = comparing(frame, "ipv4");
  const inTcp = comparing(frame, "tcp");
  const isSyn = (tcp.flags & (tcpFlags.syn | tcpFlags.ack)) === tcpFlags.syn;
  const window = isSyn ? source.window : undefined;
  return [
    ...inIp("source", `${whose} source`, ipv4.source, from.ip, "IP src"),
    ...inIp("destination", `${whose} destination`, ipv4.destination, to.ip, "IP dst"),
    ...inTcp("sourcePort", `${whose} source port`, `${tcp.sourcePort}`, from.port?.toString(), "sport"),
    ...inTcp(
      "destinationPort",
      `${whose} destination port`,
      `${tcp.destinationPort}`,
      to.port?.toString(),
      "dport",
    ),
    ...inTcp("window", `${whose} window`, `${tcp.window}`, window?.toString(), "window"),
  ];
}
