import type { DnsQuestionFields } from "../../wire/dns.js";
import { utf8 } from "../text-codec.js";
import { domainName } from "./dns-fields.js";
import { questionTypes, recordClasses } from "./dns-names.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import { named } from "./number-fields.js";

const row = fieldRow<DnsQuestionFields>();

export const dnsqrLayer = defineLayer({
  name: "DNSQR",
  module: "scapy.layers.dns",
  alias: "DNS Question Record",
  fields: [
    row("qname", "name", domainName, { kind: "bytes", bytes: utf8("www.example.com.") }),
    row("qtype", "type", named(16, questionTypes), 1),
    row("qclass", "class", named(16, recordClasses), 1),
  ],
  standsAlone: true,
  toScriptLayer: (layer) => ({ name: "DNSQR", fields: wireFields<DnsQuestionFields>(layer) }),
});

/** Scapy's default asks for www.example.com, type A, class IN. */
export function fillQuestion(fields: DnsQuestionFields): DnsQuestionFields {
  return { name: fields.name ?? "www.example.com", type: fields.type ?? 1, class: fields.class ?? 1 };
}
