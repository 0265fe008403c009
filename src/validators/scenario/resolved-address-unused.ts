import { layerOf } from "../../wire/decoded-frame.js";
import { tcpFlags } from "../../wire/tcp.js";
import type { ScenarioRule, ScenarioView } from "./rule.js";

export const resolvedAddressUnused: ScenarioRule = {
  code: "resolved-address-unused",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds: "A connection of the client to an address that no DNS answer gave and the URL does not name.",
  why: "The client knows the site by its name alone; the address it connects to is the one it was told.",
  rfc: "RFC 9110 section 4.3.3; RFC 1034 section 5.1",
  example: "the connection goes to 198.51.100.7, the DNS answer gave 203.0.113.80",
  check(view) {
    const known = knownAddresses(view);
    if (known.length === 0) return [];
    return view.frames.flatMap((frame) => {
      const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
      const tcp = layerOf(frame.decoded, "tcp")?.header;
      if (ipv4 === undefined || tcp === undefined) return [];
      const opens = (tcp.flags & (tcpFlags.syn | tcpFlags.ack)) === tcpFlags.syn;
      if (!opens || ipv4.source !== view.scenario.client.ip || known.includes(ipv4.destination)) return [];
      return [
        {
          frames: [frame.frameNumber],
          layer: "ipv4",
          field: "destination",
          message: `the connection goes to ${ipv4.destination}, the DNS answer gave ${known.slice(0, 8).join(", ")}`,
          hint: `connect to ${known[0]}`,
        },
      ];
    });
  },
};

/** What the frames taught, or the literal address of a URL that needs no name server. */
function knownAddresses({ learned, scenario: { url } }: ScenarioView): readonly string[] {
  if (learned.resolvedAddresses !== undefined) return learned.resolvedAddresses.value;
  return url.isLiteralAddress ? [url.host] : [];
}
