import { layerOf } from "../../wire/decoded-frame.js";
import { type DnsMessage, dnsTypes } from "../../wire/dns.js";
import { quoteValue } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dnsOptMisplaced: PacketRule = {
  code: "dns-opt-misplaced",
  level: "packet",
  about: "dns",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An OPT record outside the additional section, a second one, or one of another name than the root.",
  why: "The record extends the header of one message: a server answers FORMERR to a message with two, or with a name.",
  rfc: "RFC 6891 sections 6.1.1 and 6.1.2",
  example: "the DNS message has 2 OPT records",
  check(frame) {
    const dns = layerOf(frame.decoded, "dns")?.message;
    const what = dns && misplaced(dns);
    if (what === undefined) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "additionals",
        message: `the DNS message has ${what}`,
        hint: 'put one DNSRROPT with rrname="." into ar',
        filter: "dns.resp.type == 41",
      },
    ];
  },
};

function misplaced({ answers, authorities, additionals }: DnsMessage): string | undefined {
  const isOpt = ({ type }: { readonly type: number }) => type === dnsTypes.OPT;
  if (answers.some(isOpt) || authorities.some(isOpt)) return "an OPT record before the additional section";
  const options = additionals.filter(isOpt);
  if (options.length > 1) return `${options.length} OPT records`;
  const name = options[0]?.name ?? ".";
  return name === "." ? undefined : `an OPT record with the name ${quoteValue(name)}`;
}
