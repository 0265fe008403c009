import type { IcmpSummary } from "../../contracts/summary.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { hex } from "../quote-value.js";
import { icmpQueryTypes } from "../described-messages.js";
import { comparing, differences, type Comparison, type IcmpIntentRule } from "./rule.js";

export const icmpDiffersFromDescription: IcmpIntentRule = {
  code: "icmp-differs-from-description",
  level: "intent",
  protocol: "ICMP",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds:
    "An ICMP query or reply with another address, identifier, sequence number or size than the description fixes.",
  why: "What a description fixes must stand in the frames: the capture is labelled with it.",
  rfc: "RFC 792, Echo and Timestamp messages",
  example: "request 2's sequence number is 1, the description fixes 2",
  check({ frames, summary }) {
    const { request, reply } = icmpQueryTypes[summary.type];
    return differences([
      ...framesOfType(frames, request).flatMap((frame, index) =>
        compareMessage(frame, summary, { index, isRequest: true }),
      ),
      ...framesOfType(frames, reply).flatMap((frame, index) =>
        compareMessage(frame, summary, { index, isRequest: false }),
      ),
    ]);
  },
};

function framesOfType(frames: readonly FlowFrame[], type: number): readonly FlowFrame[] {
  return frames.filter(({ decoded }) => layerOf(decoded, "icmpv4")?.header.type === type);
}

function compareMessage(
  frame: FlowFrame,
  { source, destination, id, seq, size }: IcmpSummary,
  { index, isRequest }: { readonly index: number; readonly isRequest: boolean },
): readonly Comparison[] {
  const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
  const icmp = layerOf(frame.decoded, "icmpv4");
  const body = icmp?.header.body;
  const numbers = body !== undefined && "identifier" in body ? body : undefined;
  const whose = `${isRequest ? "request" : "reply"} ${index + 1}'s`;
  const [from, to] = isRequest ? [source.ip, destination.ip] : [destination.ip, source.ip];
  const seqThere = seq === undefined ? undefined : (seq + index) & 0xffff;
  const inIp = comparing(frame, "ipv4");
  const inIcmp = comparing(frame, "icmpv4");
  return [
    ...inIp("source", `${whose} source`, ipv4?.source, from, "IP src"),
    ...inIp("destination", `${whose} destination`, ipv4?.destination, to, "IP dst"),
    ...inIcmp("identifier", `${whose} identifier`, textOf(numbers?.identifier, hex), textOf(id, hex), "id"),
    ...inIcmp(
      "sequenceNumber",
      `${whose} sequence number`,
      textOf(numbers?.sequenceNumber),
      textOf(seqThere),
      "seq",
    ),
    ...inIcmp(
      "data",
      `octets of ${whose} data`,
      textOf(icmp?.payloadLength),
      textOf(size),
      "the length of Raw load",
    ),
  ];
}

function textOf(value: number | undefined, format: (value: number) => string = String): string | undefined {
  return value === undefined ? undefined : format(value);
}
