import type { FlowFrame } from "../flow/flow-frame.js";
import { layerOf } from "../wire/decoded-frame.js";
import type { DnsMessage } from "../wire/dns.js";
import { dnsTypeName } from "./dns-answer.js";
import { quoteValue } from "./quote-value.js";

/** `A "example.com"`: the first question. */
export function describeQuestion(message: DnsMessage): string {
  const question = message.questions[0];
  if (question === undefined) return "no question";
  return `${dnsTypeName(question.type)} ${quoteValue(question.name)}`;
}

/** `192.168.1.23:40100 to 192.168.1.1:53`. */
export function socketsOf(frame: FlowFrame): string {
  const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
  const udp = layerOf(frame.decoded, "udp")?.header;
  if (ipv4 === undefined || udp === undefined) return "an unknown place";
  return `${ipv4.source}:${udp.sourcePort} to ${ipv4.destination}:${udp.destinationPort}`;
}
