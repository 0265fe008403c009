import { layerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

/** Codes that say that there is no answer; NXDOMAIN, which may follow an alias, has a rule of its own. */
const failures: ReadonlyMap<number, string> = new Map([
  [1, "FORMERR"],
  [2, "SERVFAIL"],
  [4, "NOTIMP"],
  [5, "REFUSED"],
]);

export const dnsErrorWithAnswers: PacketRule = {
  code: "dns-error-with-answers",
  level: "packet",
  about: "dns",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "A DNS response that reports a failure and holds answer records.",
  why: "The code says that the query was not answered: the asker ignores the records.",
  rfc: "RFC 1035 section 4.1.1; RFC 2308 section 7",
  example: "the response code is REFUSED, yet there is 1 answer record",
  check(frame) {
    const dns = layerOf(frame.decoded, "dns")?.message;
    if (dns?.qr !== 1 || dns.opcode !== 0 || dns.answers.length === 0) return noFaults;
    const failure = failures.get(dns.rcode);
    if (failure === undefined) return noFaults;
    const count = dns.answers.length;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dns",
        field: "rcode",
        message: `the response code is ${failure}, yet there ${count === 1 ? "is 1 answer record" : `are ${count} answer records`}`,
        hint: "set rcode=0, or leave an out",
      },
    ];
  },
};
