import type { Finding } from "../contracts/finding.js";
import type { Lookup } from "../contracts/learned.js";
import { err, ok, type Result } from "../contracts/result.js";
import { sameDnsName } from "../flow/dns-name-text.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { answerAddresses, answerAddressesIpv6 } from "../validators/dns-answer.js";
import { quoteValue } from "../validators/quote-value.js";
import { layerOf } from "../wire/decoded-frame.js";
import { dnsTypes, type DnsMessage } from "../wire/dns.js";
import { makeLearnedFact, type FramesSource } from "./make-learned-fact.js";

/**
 * Reads what the client's resolver makes of a name's answers: the addresses and how long they hold, or that there are none and
 * how long that holds (RFC 2308 section 5: by the SOA record of the authority section, not at all without one). Answers must
 * carry the transaction id of a query seen before them; of several, one with addresses is preferred.
 */
export function learnLookup(
  frames: readonly FlowFrame[],
  name: string,
  source: FramesSource,
): Result<Lookup, Finding> {
  const asked = new Set<number>();
  const answers: Lookup[] = [];
  const ipv6Addresses = new Set<string>();
  for (const { decoded, frameNumber } of frames) {
    const message = layerOf(decoded, "dns")?.message;
    if (message?.questions.some((question) => sameDnsName(question.name, name)) !== true) continue;
    if (message.qr === 0) asked.add(message.transactionId);
    else if (asked.has(message.transactionId)) {
      answers.push(makeLearnedFact(readAnswer(message), { ...source, frameNumber }));
      for (const address of ipv6In(message)) ipv6Addresses.add(address);
    }
  }
  const best = answers.find(({ value }) => value.addresses.length > 0) ?? answers[0];
  if (best === undefined) return err(notLearned(name));
  return ok(makeLearnedFact({ ...best.value, ipv6Addresses: [...ipv6Addresses] }, best.from));
}

function readAnswer(message: DnsMessage): Lookup["value"] {
  const { rcode, questions, answers, authorities } = message;
  const question = questions.find(({ type }) => type === dnsTypes.A);
  const addresses =
    question === undefined || rcode !== 0 ? [] : [...new Set(answerAddresses(message, question))];
  if (addresses.length > 0)
    return { addresses, ipv6Addresses: [], ttlSeconds: Math.min(...answers.map(({ ttl }) => ttl)), rcode };
  const negative = authorities.flatMap(({ rdata, ttl }) =>
    rdata.kind === "soa" ? [Math.min(ttl, rdata.minimum)] : [],
  );
  const ttlSeconds = negative.length === 0 ? 0 : Math.min(...negative);
  return { addresses, ipv6Addresses: [], ttlSeconds, rcode };
}

function ipv6In(message: DnsMessage): readonly string[] {
  const question = message.questions.find(({ type }) => type === dnsTypes.AAAA);
  return question === undefined || message.rcode !== 0 ? [] : answerAddressesIpv6(message, question);
}

function notLearned(name: string): Finding {
  return {
    code: "lookup-not-learned",
    severity: "error",
    group: "scenario",
    source: "wiretale",
    frames: [],
    layer: "dns",
    field: "answers",
    message: `no DNS answer says anything of ${quoteValue(name)}`,
    hint: "answer the query under its transaction id",
    filter: "dns.flags.response == 1",
  };
}
