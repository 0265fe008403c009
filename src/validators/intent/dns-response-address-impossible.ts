import type { Ipv4Address } from "../../contracts/address.js";
import type { DnsSummary } from "../../contracts/summary.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { classifyIpv4, describeIpv4Class, inSameNetwork } from "../address-classes.js";
import { answerAddresses } from "../dns-answer.js";
import type { DnsIntentRule, IntentView } from "./rule.js";

const usualPrefixLength = 24;

export const dnsResponseAddressImpossible: DnsIntentRule = {
  code: "dns-response-address-impossible",
  level: "intent",
  protocol: "DNS",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds:
    "A resolved address that no site behind the router can have: not unicast, or in the client's own network.",
  why: "The client connects to this address through its router: that works for a unicast address of another network only.",
  rfc: "RFC 6890; RFC 1122 section 3.3.1",
  example: "the DNS answer gives 127.0.0.1, a loopback address",
  check(view) {
    return view.frames.flatMap((frame) => {
      const message = layerOf(frame.decoded, "dns")?.message;
      const question = message?.questions[0];
      if (message?.qr !== 1 || question === undefined) return [];
      return answerAddresses(message, question)
        .flatMap((address) => [faultOf(address, view)].filter((fault) => fault !== undefined))
        .slice(0, 1)
        .map((problem) => ({
          frames: [frame.frameNumber],
          layer: "dns",
          field: "answers",
          message: `the DNS answer gives ${problem}`,
          hint: "choose an address outside the client's network, such as one of 203.0.113.0/24 or a public one",
          filter: "dns.flags.response == 1",
        }));
    });
  },
};

function faultOf(address: Ipv4Address, { summary, framing }: IntentView<DnsSummary>): string | undefined {
  if (classifyIpv4(address) !== "ordinary") return `${address}, ${describeIpv4Class(address)}`;
  // Whoever fixes an address of the own network knows why.
  if (summary.response?.includes(address)) return undefined;
  if (framing?.kind !== "routed") return undefined;
  const { client } = framing;
  if (!inSameNetwork(address, client.ip, client.prefixLength ?? usualPrefixLength)) return undefined;
  return `${address}, which is in the network of the client ${client.ip}`;
}
