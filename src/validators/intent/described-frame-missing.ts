import { arpOperations } from "../../wire/arp.js";
import { layerOf } from "../../wire/decoded-frame.js";
import type { Fault } from "../rule.js";
import type { AnyIntentRule, IntentView } from "./rule.js";

export const describedFrameMissing: AnyIntentRule = {
  code: "described-frame-missing",
  level: "intent",
  protocol: "any",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "A conversation that lacks one of the messages its description is about.",
  why: "A description asks for a whole exchange: request and reply, query and answer, request and response.",
  rfc: "the summary's own form; RFC 826, 1035, 9110",
  example: "the conversation has no ARP reply",
  check(view) {
    return missingParts(view).map(([part, hint]): Fault => ({
      frames: [],
      message: `the conversation has no ${part}`,
      hint,
    }));
  },
};

function missingParts(view: IntentView): readonly (readonly [part: string, hint: string])[] {
  switch (view.summary.protocol) {
    case "ARP":
      return [
        ...(hasArp(view, arpOperations.request)
          ? []
          : [["ARP request", "write a packet Ether/ARP with op=1"] as const]),
        ...(hasArp(view, arpOperations.reply)
          ? []
          : [["ARP reply", "write a packet Ether/ARP with op=2"] as const]),
      ];
    case "DNS":
      return [
        ...(hasDns(view, 0)
          ? []
          : [["DNS query", "write a packet IP/UDP/DNS with qr=0 to port 53"] as const]),
        ...(hasDns(view, 1)
          ? []
          : [["DNS answer", "write a packet IP/UDP/DNS with qr=1 from port 53"] as const]),
      ];
    case "HTTP":
      return [
        ...(view.http.some(({ requests }) => requests.length > 0)
          ? []
          : [["HTTP request", "send HTTPRequest in a segment of the client after the handshake"] as const]),
        ...(view.http.some(({ responses }) => responses.length > 0)
          ? []
          : [["HTTP response", "send HTTPResponse in a segment of the server after the request"] as const]),
      ];
  }
}

function hasArp({ frames }: IntentView, operation: number): boolean {
  return frames.some((frame) => layerOf(frame.decoded, "arp")?.header.operation === operation);
}

function hasDns({ frames }: IntentView, qr: number): boolean {
  return frames.some((frame) => layerOf(frame.decoded, "dns")?.message.qr === qr);
}
