import { answerAddresses, answerAddressesIpv6 } from "../dns-answer.js";
import { canonicalName } from "../../flow/dns-name-text.js";
import { httpHeader } from "../../wire/http.js";
import { quoteValue } from "../quote-value.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpHostResolvesElsewhere: ConversationRule = {
  code: "http-host-resolves-elsewhere",
  level: "conversation",
  // Proxies, other resolvers and host files are everyday life.
  severity: { real: "off", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "An HTTP request to a host that the capture resolved, sent to an address that no answer named.",
  why: "A client connects to the address it learned. Another one was drawn beforehand, and the lookup is decoration.",
  rfc: "RFC 9110 section 4.3.1; RFC 1123 section 2.1",
  example: 'the request for "www.example.org" goes to 198.51.100.7, resolved was 203.0.113.80',
  watch() {
    const resolved = new Map<string, Set<string>>();
    return {
      dnsAnswered({ query: { question }, message }) {
        if (question === undefined) return noFaults;
        const addresses = [...answerAddresses(message, question), ...answerAddressesIpv6(message, question)];
        if (addresses.length === 0) return noFaults;
        const name = canonicalName(question.name);
        const known = resolved.get(name);
        if (known === undefined && resolved.size < remembered) resolved.set(name, new Set(addresses));
        else for (const address of addresses.slice(0, remembered)) known?.add(address);
        return noFaults;
      },
      httpMessage({ head, frames, connection }) {
        const host = head.kind === "request" ? httpHeader(head, "host") : undefined;
        if (host === undefined) return noFaults;
        const known = resolved.get(canonicalName(host.replace(/:\d+$/, "")));
        const { address } = connection.server.endpoint;
        if (known === undefined || known.has(address)) return noFaults;
        return [
          {
            frames: ascending(frames),
            layer: "ip",
            field: "destination",
            message: `the request for ${quoteValue(host)} goes to ${address}, resolved was ${[...known].slice(0, 4).join(", ")}`,
            hint: "connect to an address of the DNS answer",
          },
        ];
      },
    };
  },
};

/** Names, and addresses of one. */
const remembered = 4096;
