import type { ChatMessage } from "../contracts/expert.js";
import { assertNever } from "../contracts/result.js";
import { findRequest } from "./find-request.js";
import { heedFindings } from "./heed-findings.js";
import { createChoices } from "./seeded-choices.js";
import { writeArp } from "./write-arp.js";
import { writeDns } from "./write-dns.js";
import { writeHttp } from "./write-http.js";
import { writeIcmp } from "./write-icmp.js";
import { writeTcp } from "./write-tcp.js";

/**
 * The reference writer. It is not a language model: it reads the newest conversation summary out of chat messages, heeds
 * the findings that follow it, and composes a correct packet script by rule, with variety drawn from the seed. It stands
 * in for trained experts, as the model `wiretale-reference`, so that everything around a model can run without one.
 *
 * `seed` is a whole number; the same messages and seed give the same script. Throws `UsageError` with the code
 * `no-summary` when no message holds a readable summary.
 */
export function writeScript(messages: readonly ChatMessage[], seed: number): string {
  const request = findRequest(messages);
  const summary = heedFindings(request);
  const choices = createChoices(seed, request.feedback.length);
  switch (summary.protocol) {
    case "ARP":
      return writeArp(summary, choices);
    case "ICMP":
      return writeIcmp(summary, choices);
    case "DNS":
      return writeDns(summary, choices);
    case "HTTP":
      return writeHttp(summary, choices);
    case "TCP":
      return writeTcp(summary);
    default:
      return assertNever(summary);
  }
}
