import { dnsRcodes, type DnsQueryType, type DnsSummary } from "../../contracts/summary.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { dnsTypes, type DnsMessage, type DnsQuestion } from "../../wire/dns.js";
import { queryOfMessage } from "../described-messages.js";
import { answerAddresses, answerAddressesIpv6 } from "../dns-answer.js";
import type { Fault } from "../rule.js";
import type { DnsIntentRule } from "./rule.js";

export const dnsResponseDiffersFromDescription: DnsIntentRule = {
  code: "dns-response-differs-from-description",
  level: "intent",
  protocol: "DNS",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds:
    "A DNS answer with another code than the description fixes, without an address, or with other addresses.",
  why: "The address is what the conversation is for: the next one goes there.",
  rfc: "RFC 1035 section 3.4.1",
  example: "the DNS answer gives 203.0.113.81, the description fixes 203.0.113.80",
  check({ frames, summary }) {
    return frames.flatMap((frame) => {
      const message = layerOf(frame.decoded, "dns")?.message;
      const question = message?.questions[0];
      if (message?.qr !== 1 || question === undefined) return [];
      const fault = faultOf(message, question, summary);
      if (fault === undefined) return [];
      const filter = "dns.flags.response == 1";
      return [{ frames: [frame.frameNumber], layer: "dns", ...fault, filter }];
    });
  },
};

function faultOf(
  message: DnsMessage,
  question: DnsQuestion,
  summary: DnsSummary,
): Pick<Fault, "field" | "message" | "hint"> | undefined {
  const { rcode, type = "A" } = queryOfMessage(summary, question.type);
  const wanted = dnsRcodes[rcode ?? "NOERROR"];
  // An answer that gives no address where one is asked for is told as that, whatever its code.
  const asksForAddress = rcode === undefined && type === "A";
  if (message.rcode !== wanted && !asksForAddress) {
    return {
      field: "rcode",
      message: `the DNS answer for ${type} has rcode ${message.rcode}, the description ${rcode === undefined ? "asks for" : "fixes"} ${rcode ?? "NOERROR"} (${wanted})`,
      hint: wanted === 0 ? "leave rcode out" : `set rcode to ${wanted}`,
    };
  }
  // What stands beside another code counts where that code is wanted: then there must be nothing.
  const counts = message.rcode === 0 || wanted !== 0;
  const found = counts ? [...new Set(addressesOf(message, question))] : [];
  const fixed =
    wanted === 0 ? summary.response?.filter((address) => address.includes(":") === (type === "AAAA")) : [];
  const isWanted = fixed === undefined ? found.length > 0 || type === "AAAA" : sameSet(found, fixed);
  if (isWanted) return undefined;
  const shown = found.length === 0 ? `no address (rcode ${message.rcode})` : found.slice(0, 8).join(", ");
  return {
    field: "answers",
    message: `the DNS answer gives ${shown}, the description ${wordsFor(fixed)}`,
    hint: hintFor(fixed, type),
  };
}

function wordsFor(fixed: readonly string[] | undefined): string {
  if (fixed === undefined) return "asks for one";
  return fixed.length === 0 ? "fixes none" : `fixes ${fixed.join(", ")}`;
}

function hintFor(fixed: readonly string[] | undefined, type: DnsQueryType): string {
  if (fixed === undefined) return `add a DNSRR of type ${type} with the asked name and an address`;
  if (fixed.length === 0) return "leave out an=…: this answer has no record";
  return `add a DNSRR of type ${type} with the asked name for each of: ${fixed.join(", ")}`;
}

function addressesOf(message: DnsMessage, question: DnsQuestion): readonly string[] {
  return question.type === dnsTypes.AAAA
    ? answerAddressesIpv6(message, question)
    : answerAddresses(message, question);
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const wanted = new Set(other);
  return new Set(one).size === wanted.size && one.every((address) => wanted.has(address));
}
