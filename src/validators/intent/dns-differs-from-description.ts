import type { DnsSummary } from "../../contracts/summary.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { dnsTypes } from "../../wire/dns.js";
import { canonicalName } from "../../flow/dns-name-text.js";
import { dnsTypeName } from "../dns-answer.js";
import { hex, quoteValue } from "../quote-value.js";
import { differences, type Comparison, type DnsIntentRule } from "./rule.js";

export const dnsDiffersFromDescription: DnsIntentRule = {
  code: "dns-differs-from-description",
  level: "intent",
  protocol: "DNS",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "A DNS query or answer with another address, id, name or type than the description fixes.",
  why: "What a description fixes must stand in the frames: everything later is built on them.",
  rfc: "RFC 1035 section 4.1",
  example: "the query's transaction id is 0x0aba, the description fixes 0x7210",
  check({ frames, summary }) {
    return differences(frames.flatMap((frame) => compareMessage(frame, summary)));
  },
};

function compareMessage(frame: FlowFrame, summary: DnsSummary): readonly Comparison[] {
  const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
  const udp = layerOf(frame.decoded, "udp")?.header;
  const message = layerOf(frame.decoded, "dns")?.message;
  if (message === undefined || ipv4 === undefined || udp === undefined) return [];
  const isQuery = message.qr === 0;
  const whose = isQuery ? "the query's" : "the answer's";
  const [from, to] = isQuery
    ? [summary.source.ip, summary.destination.ip]
    : [summary.destination.ip, summary.source.ip];
  const serverPort = isQuery ? udp.destinationPort : udp.sourcePort;
  const question = message.questions[0];
  const resource = canonicalName(summary.resource);
  const comparisons: Comparison[] = [
    {
      frame,
      layer: "ipv4",
      field: "source",
      what: `${whose} source`,
      found: ipv4.source,
      expected: from,
      inScript: "IP src",
    },
    {
      frame,
      layer: "ipv4",
      field: "destination",
      what: `${whose} destination`,
      found: ipv4.destination,
      expected: to,
      inScript: "IP dst",
    },
    {
      frame,
      layer: "udp",
      field: isQuery ? "destinationPort" : "sourcePort",
      what: `the name server's port in ${isQuery ? "the query" : "the answer"}`,
      found: `${serverPort}`,
      expected: "53",
      inScript: isQuery ? "UDP dport" : "UDP sport",
    },
  ];
  if (summary.id !== undefined)
    comparisons.push({
      frame,
      layer: "dns",
      field: "transactionId",
      what: `${whose} transaction id`,
      found: hex(message.transactionId),
      expected: hex(summary.id),
      inScript: "id",
    });
  if (question !== undefined) {
    comparisons.push(
      {
        frame,
        layer: "dns",
        field: "questions",
        what: `${whose} question name`,
        found: quoteValue(canonicalName(question.name)),
        expected: quoteValue(resource),
        inScript: "qname",
      },
      {
        frame,
        layer: "dns",
        field: "questions",
        what: `${whose} question type`,
        found: dnsTypeName(question.type),
        expected: dnsTypeName(dnsTypes.A),
        inScript: "qtype",
      },
    );
  }
  return comparisons;
}
