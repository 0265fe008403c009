import type { SeenIcmpError } from "../../flow/icmp-errors.js";
import type { SeenIcmp } from "../../flow/icmp-pairing.js";
import { ipProtocols } from "../../wire/ipv4.js";
import { describeIcmp } from "../describe-icmp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const icmpRequestUnanswered: ConversationRule = {
  code: "icmp-request-unanswered",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "An ICMP echo, timestamp or address mask request that neither a reply nor an error answers.",
  why: "Every host answers an echo. On a real network it may be gone, or a firewall silent; generated traffic has both sides.",
  rfc: "RFC 1122 section 3.2.2.6; RFC 4443 section 4.2",
  example:
    "nothing answers the echo request of 192.168.1.23 to 192.168.1.1 (identifier 4660, sequence number 1)",
  watch({ profile }) {
    const refused = new Set<string>();
    return {
      icmpError(error) {
        const key = keyOfError(error);
        if (key !== undefined && refused.size < remembered) refused.add(key);
        return noFaults;
      },
      icmpUnanswered(request) {
        if (refused.has(keyOf(request))) return noFaults;
        // On both sides of a router a request is seen twice, and what was sent again may have arrived once.
        if (request.copyOf !== undefined && profile === "real") return noFaults;
        return [
          {
            frames: [request.frameNumber],
            layer: request.protocol,
            message: `nothing answers the ${describeIcmp(request)}`,
            hint: "add a reply from the asked host, with the same id and seq",
          },
        ];
      },
    };
  },
};

const remembered = 65_536;

function keyOf({ source, destination, identifier, sequenceNumber }: SeenIcmp): string {
  return `${source} ${destination} ${identifier} ${sequenceNumber}`;
}

function keyOfError(error: SeenIcmpError): string | undefined {
  const { quotedSource, quotedDestination, quotedProtocol, quotedNumbers } = error;
  if (quotedProtocol !== ipProtocols.icmp && quotedProtocol !== ipProtocols.icmpv6) return undefined;
  return quotedNumbers && `${quotedSource} ${quotedDestination} ${quotedNumbers[0]} ${quotedNumbers[1]}`;
}
