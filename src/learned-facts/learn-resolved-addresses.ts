import type { Ipv4Address } from "../contracts/address.js";
import type { Finding } from "../contracts/finding.js";
import type { ResolvedAddresses } from "../contracts/learned.js";
import { err, ok, type Result } from "../contracts/result.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { sameDnsName } from "../flow/dns-name-text.js";
import { answerAddresses } from "../validators/dns-answer.js";
import { quoteValue } from "../validators/quote-value.js";
import { layerOf } from "../wire/decoded-frame.js";
import { dnsTypes, type DnsMessage } from "../wire/dns.js";
import { makeLearnedFact, type FramesSource } from "./make-learned-fact.js";

/**
 * Reads a name's addresses as the client's resolver would: from the A records of the first answer to a question for that
 * name, CNAME records followed (RFC 1034 section 3.6.2), in the order of the records, each address once. The answer must
 * carry the transaction id of a query seen before it.
 */
export function learnResolvedAddresses(
  frames: readonly FlowFrame[],
  name: string,
  source: FramesSource,
): Result<ResolvedAddresses, Finding> {
  const asked = new Set<number>();
  let refused: Finding | undefined;
  for (const frame of frames) {
    const message = layerOf(frame.decoded, "dns")?.message;
    if (message === undefined || !asksFor(message, name)) continue;
    if (message.qr === 0) {
      asked.add(message.transactionId);
      continue;
    }
    const addresses = asked.has(message.transactionId) ? addressesOf(message, name) : [];
    if (addresses.length > 0) {
      return ok(makeLearnedFact(addresses, { ...source, frameNumber: frame.frameNumber }));
    }
    refused ??= notLearned(
      [frame.frameNumber],
      asked.has(message.transactionId)
        ? `the DNS answer gives ${quoteValue(name)} no address (rcode ${message.rcode})`
        : `the DNS answer for ${quoteValue(name)} carries the transaction id of no query`,
    );
  }
  return err(refused ?? notLearned([], `no DNS answer says which address ${quoteValue(name)} has`));
}

function asksFor(message: DnsMessage, name: string): boolean {
  return message.questions.some(
    (question) => question.type === dnsTypes.A && sameDnsName(question.name, name),
  );
}

function addressesOf(message: DnsMessage, name: string): readonly Ipv4Address[] {
  const question = message.questions.find(
    ({ type, name: asked }) => type === dnsTypes.A && sameDnsName(asked, name),
  );
  if (question === undefined || message.rcode !== 0) return [];
  return [...new Set(answerAddresses(message, question))];
}

function notLearned(frames: readonly number[], message: string): Finding {
  return {
    code: "resolved-addresses-not-learned",
    severity: "error",
    group: "scenario",
    source: "wiretale",
    frames,
    layer: "dns",
    field: "answers",
    message,
    hint: "answer the query under its transaction id with an A record whose rrname is the asked name",
    filter: "dns.flags.response == 1",
  };
}
