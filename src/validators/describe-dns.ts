import type { SeenDnsMessage } from "../flow/dns-pairing.js";
import { formatEndpoint } from "../flow/five-tuple.js";
import { dnsTypeName } from "./dns-answer.js";
import { quoteValue } from "./quote-value.js";

/** `A "example.com"`: the first question. */
export function describeQuestion({ question }: Pick<SeenDnsMessage, "question">): string {
  if (question === undefined) return "no question";
  return `${dnsTypeName(question.type)} ${quoteValue(question.name)}`;
}

/** `192.168.1.23:40100 to 192.168.1.1:53`. */
export function socketsOf({ source, destination }: SeenDnsMessage): string {
  return `${formatEndpoint(source)} to ${formatEndpoint(destination)}`;
}
