import type { DnsSummary } from "../../contracts/summary.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { dnsTypes, type DnsMessage, type DnsRecord } from "../../wire/dns.js";
import { canonicalName } from "../../flow/dns-name-text.js";
import { queriesOf, queryOfMessage } from "../described-messages.js";
import { dnsTypeName } from "../dns-answer.js";
import { hex, quoteValue } from "../quote-value.js";
import type { Fault } from "../rule.js";
import { comparing, differences, type Comparison, type DnsIntentRule } from "./rule.js";

export const dnsDiffersFromDescription: DnsIntentRule = {
  code: "dns-differs-from-description",
  level: "intent",
  protocol: "DNS",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds:
    "A DNS query or answer with another address, id, name, type, bit or option than the description fixes.",
  why: "What a description fixes must stand in the frames: everything later is built on them.",
  rfc: "RFC 1035 section 4.1",
  example: "the query's transaction id is 0x0aba, the description fixes 0x7210",
  check({ frames, summary }) {
    return [
      ...differences(frames.flatMap((frame) => compareMessage(frame, summary))),
      ...optFaults(frames, summary),
      ...orderFaults(frames, summary),
    ];
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
  const query = queryOfMessage(summary, question?.type);
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
  if (query.id !== undefined)
    comparisons.push({
      frame,
      layer: "dns",
      field: "transactionId",
      what: `${whose} transaction id`,
      found: hex(message.transactionId),
      expected: hex(query.id),
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
        expected: query.type ?? "A",
        inScript: "qtype",
      },
    );
  }
  return [
    ...comparisons,
    ...(isQuery ? compareWishes(frame, message, summary) : compareTimes(frame, message, summary)),
  ];
}

/** What a query says besides its question: EDNS with its cookie, and that authentic data is wanted. */
function compareWishes(
  frame: FlowFrame,
  message: DnsMessage,
  { edns, cookie, authenticData }: DnsSummary,
): readonly Comparison[] {
  const opt = message.additionals.find(({ type }) => type === dnsTypes.OPT);
  const inDns = comparing(frame, "dns");
  return [
    ...inDns(
      "additionals",
      "the query's UDP payload size",
      opt?.class.toString(),
      edns?.toString(),
      "rclass of DNSRROPT",
    ),
    ...inDns(
      "additionals",
      "the query's cookie",
      opt === undefined ? undefined : cookieIn(opt),
      cookie,
      "optdata of EDNS0TLV(optcode=10)",
    ),
    ...inDns("ad", "the query's AD bit", `${message.ad}`, bit(authenticData), "ad"),
  ];
}

/** What an answer says besides its records' values: whose word it is, and how long it holds. */
function compareTimes(
  frame: FlowFrame,
  message: DnsMessage,
  { ttl, authoritative }: DnsSummary,
): readonly Comparison[] {
  const other = ttl === undefined ? undefined : message.answers.find((record) => record.ttl !== ttl);
  const inDns = comparing(frame, "dns");
  return [
    ...(other === undefined
      ? []
      : inDns("answers", "a record's time to live", `${other.ttl}`, `${ttl}`, "ttl")),
    ...(message.rcode === 0
      ? inDns("aa", "the answer's AA bit", `${message.aa}`, bit(authoritative), "aa")
      : []),
  ];
}

function bit(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? "1" : "0";
}

/** RFC 7873 section 4: option 10, of which the first eight octets are the client's. */
function cookieIn({ rdata }: DnsRecord): string | undefined {
  const option = rdata.kind === "opt" ? rdata.options.find(({ code }) => code === 10) : undefined;
  return option === undefined
    ? undefined
    : Array.from(option.data.subarray(0, 8), (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** RFC 6891 section 6.1.1: a query with OPT is answered with OPT. */
function optFaults(frames: readonly FlowFrame[], { edns }: DnsSummary): readonly Fault[] {
  if (edns === undefined) return [];
  return frames.flatMap(({ decoded, frameNumber }) => {
    const message = layerOf(decoded, "dns")?.message;
    if (message?.qr !== 1 || message.additionals.some(({ type }) => type === dnsTypes.OPT)) return [];
    return [
      {
        frames: [frameNumber],
        layer: "dns",
        field: "additionals",
        message: "the answer has no OPT record, the description fixes EDNS",
        hint: "add ar=DNSRROPT(rclass=1232, z=0) to the answer",
      },
    ];
  });
}

/** The first message that stands where the described order has none of its kind. */
function orderFaults(frames: readonly FlowFrame[], summary: DnsSummary): readonly Fault[] {
  const { order } = summary;
  const count = queriesOf(summary).length;
  if (order === undefined || count === 1) return [];
  const messages = frames.flatMap(({ decoded, frameNumber }) => {
    const message = layerOf(decoded, "dns")?.message;
    return message === undefined ? [] : [{ frameNumber, qr: message.qr }];
  });
  const isAnswer = (index: number) => (order === "together" ? index >= count : index % 2 === 1);
  const stray = messages.find(({ qr }, index) => (qr === 1) !== isAnswer(index));
  if (stray === undefined) return [];
  return [
    {
      frames: [stray.frameNumber],
      layer: "dns",
      message: `the ${stray.qr === 1 ? "answer" : "query"} in frame ${stray.frameNumber} is out of order, the description fixes "${order}"`,
      hint:
        order === "together"
          ? "write all queries first, then their answers in the same order"
          : "write each answer directly after its query",
    },
  ];
}
