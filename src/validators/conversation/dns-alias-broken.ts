import { canonicalName } from "../../flow/dns-name-text.js";
import { type DnsMessage, dnsTypes } from "../../wire/dns.js";
import { quoteValue } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

/** Types that may stand beside an alias: signatures and proofs (RFC 4034 sections 3 and 4). */
const besideAlias: ReadonlySet<number> = new Set([46, 47]);

export const dnsAliasBroken: ConversationRule = {
  code: "dns-alias-broken",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "response",
  finds:
    "An alias in a DNS answer that leads back to itself, to two names, or stands beside other records of its name.",
  why: "An alias has one target and nothing else: whoever follows it would go round in circles, or find two truths.",
  rfc: "RFC 1034 sections 3.6.2 and 5.2.2; RFC 2181 section 10.1",
  example: 'the alias "www.example.com" leads back to itself',
  on: {
    dnsAnswered({ response, message }) {
      const what = brokenAlias(message);
      if (what === undefined) return noFaults;
      return [
        {
          frames: [response.frameNumber],
          layer: "dns",
          field: "answers",
          message: `the alias ${what}`,
          hint: "give each alias one CNAME record, and the last target the asked record",
        },
      ];
    },
  },
};

function brokenAlias({ answers }: DnsMessage): string | undefined {
  const targets = new Map<string, string>();
  for (const { type, name, rdata } of answers) {
    if (type !== dnsTypes.CNAME || rdata.kind !== "name") continue;
    const owner = canonicalName(name);
    const target = canonicalName(rdata.name);
    const before = targets.get(owner);
    if (before !== undefined && before !== target) return `${quoteValue(name)} leads to two names`;
    targets.set(owner, target);
  }
  if (targets.size === 0) return undefined;
  const other = answers.find(
    ({ type, name }) => type !== dnsTypes.CNAME && !besideAlias.has(type) && targets.has(canonicalName(name)),
  );
  if (other !== undefined) return `${quoteValue(other.name)} stands beside another record of its name`;
  const looping = firstLoop(targets);
  return looping === undefined ? undefined : `${quoteValue(looping)} leads back to itself`;
}

/** A name from which the aliases go round in a circle; each is walked over once. */
function firstLoop(targets: ReadonlyMap<string, string>): string | undefined {
  const done = new Set<string>();
  for (const start of targets.keys()) {
    const path = new Set<string>();
    let name: string | undefined = start;
    while (name !== undefined && !done.has(name)) {
      if (path.has(name)) return name;
      path.add(name);
      name = targets.get(name);
    }
    for (const walked of path) done.add(walked);
  }
  return undefined;
}
