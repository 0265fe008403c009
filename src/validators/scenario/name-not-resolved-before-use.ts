import { layerOf } from "../../wire/decoded-frame.js";
import { tcpFlags } from "../../wire/tcp.js";
import { sameDnsName } from "../../flow/dns-name-text.js";
import { sameMac } from "../address-classes.js";
import { answerAddresses, answerAddressesIpv6 } from "../dns-answer.js";
import { quoteValue } from "../quote-value.js";
import type { ScenarioRule, ScenarioView } from "./rule.js";

export const nameNotResolvedBeforeUse: ScenarioRule = {
  code: "name-not-resolved-before-use",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds: "A connection to the site before any DNS answer has given its address.",
  why: "Nobody can connect to a name: the address must be known first.",
  rfc: "RFC 1034 section 5.1; RFC 1123 section 6.1",
  example: 'the connection to 203.0.113.80 opens before an answer for "example.com" gave that address',
  check({ frames, scenario: { client, url } }) {
    if (url.isLiteralAddress) return [];
    const resolved = new Set<string>();
    for (const frame of frames) {
      const message = layerOf(frame.decoded, "dns")?.message;
      const question = message?.questions.find(({ name }) => sameDnsName(name, url.host));
      if (message?.qr === 1 && question !== undefined)
        for (const address of [
          ...answerAddresses(message, question),
          ...answerAddressesIpv6(message, question),
        ])
          resolved.add(address);
      const tcp = layerOf(frame.decoded, "tcp")?.header;
      const destination = destinationOfClient(frame, client);
      if (destination === undefined || tcp === undefined) continue;
      const opens = (tcp.flags & (tcpFlags.syn | tcpFlags.ack)) === tcpFlags.syn;
      if (!opens || resolved.has(destination)) continue;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          message: `the connection to ${destination} opens before an answer for ${quoteValue(url.host)} gave that address`,
          hint: "resolve the name first and connect to the address in the answer",
        },
      ];
    }
    return [];
  },
};

/** Where the client sends to. A scenario gives it an IPv4 address; over IPv6 it is known by its hardware address. */
function destinationOfClient(
  { decoded }: ScenarioView["frames"][number],
  client: ScenarioView["scenario"]["client"],
): string | undefined {
  const ipv4 = layerOf(decoded, "ipv4")?.header;
  if (ipv4 !== undefined) return ipv4.source === client.ip ? ipv4.destination : undefined;
  const source = layerOf(decoded, "ethernet")?.header.source;
  if (source === undefined || !sameMac(source, client.mac)) return undefined;
  return layerOf(decoded, "ipv6")?.header.destination;
}
