import type { Ipv4Address, MacAddress } from "../contracts/address.js";
import type { ConversationSummary, HttpSummary } from "../contracts/summary.js";
import { isGroupMac, parseIpv4, parseMac } from "../descriptions/ipv4-text.js";
import type { WriteRequest } from "./find-request.js";

/** What findings demand of values that the summary leaves open. */
interface Demands {
  readonly mac?: MacAddress;
  readonly address?: Ipv4Address;
  readonly id?: number;
  readonly port?: number;
  readonly window?: number;
}

/**
 * The summary with what findings name filled in where it was open; what the summary fixes stays. A finding that names no
 * value is heeded by drawing anew, which its mere presence brings about. Of several findings the newest wins.
 */
export function heedFindings({ summary, feedback }: WriteRequest): ConversationSummary {
  return feedback.flatMap(readFaults).reduce((heeded, fault) => apply(heeded, readDemands(fault)), summary);
}

/** Numbered findings, each with the lines below it that give frames and hint. */
function readFaults(text: string): string[] {
  return text.split(/^(?=\d+\. )/m).slice(1);
}

/** A value counts as demanded only behind words that say so: a finding names the wrong value too. */
const demandWords = String.raw`(?:must be|should be|expected|the description(?: says| has| wants)?|set (?:its )?\w+ to|use)\s+`;
const valuePatterns = {
  mac: new RegExp(`${demandWords}([0-9a-f]{2}(?::[0-9a-f]{2}){5})`, "i"),
  address: new RegExp(String.raw`${demandWords}(\d+\.\d+\.\d+\.\d+)`, "i"),
  number: new RegExp(String.raw`${demandWords}(0x[0-9a-f]{1,4}|\d{1,5})\b(?!\.\d)`, "i"),
};

function readDemands(fault: string): Demands {
  const mac = parseMac(valuePatterns.mac.exec(fault)?.[1] ?? "");
  const address = parseIpv4(valuePatterns.address.exec(fault)?.[1] ?? "");
  const number = Number(valuePatterns.number.exec(fault)?.[1] ?? Number.NaN);
  const fits = Number.isInteger(number) && number <= 0xffff;
  const topic = /\b(transaction id|id|port|window)\b/i.exec(fault)?.[1]?.toLowerCase();
  return {
    ...(mac === undefined || isGroupMac(mac) ? {} : { mac }),
    ...(address === undefined ? {} : { address }),
    ...(fits && (topic === "transaction id" || topic === "id") ? { id: number } : {}),
    ...(fits && topic === "port" && number > 0 ? { port: number } : {}),
    ...(fits && topic === "window" ? { window: number } : {}),
  };
}

function apply(
  summary: ConversationSummary,
  { mac, address, id, port, window }: Demands,
): ConversationSummary {
  switch (summary.protocol) {
    case "ARP":
      return mac === undefined ? summary : { ...summary, wanted: { mac, ...summary.wanted } };
    case "ICMP":
      return { ...(id === undefined ? {} : { id }), ...summary };
    case "DNS":
      return {
        ...(id === undefined ? {} : { id }),
        ...(address === undefined ? {} : { response: [address] }),
        ...summary,
      };
    case "HTTP":
      return { ...summary, source: withEnd(summary.source, port, window) };
    case "TCP":
      return { ...summary, source: withEnd(summary.source, port, window) };
  }
}

/** Port and window of a TCP end, where the summary leaves them open. */
function withEnd(
  end: HttpSummary["source"],
  port: number | undefined,
  window: number | undefined,
): HttpSummary["source"] {
  return {
    ...(port === undefined ? {} : { port }),
    ...(window === undefined ? {} : { window }),
    ...end,
  };
}
