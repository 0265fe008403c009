import type { Framing } from "../../contracts/framing.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { sameMac } from "../address-classes.js";
import type { Fault } from "../rule.js";
import type { AnyIntentRule } from "./rule.js";

export const ethernetAddressNotLearned: AnyIntentRule = {
  code: "ethernet-address-not-learned",
  level: "intent",
  protocol: "any",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds:
    "A frame of a routed conversation that travels between other hardware addresses than the client's and the router's.",
  why: "The client knows one address beyond its own: the one it learned from the router's ARP reply. Whatever leaves the network goes there.",
  rfc: "RFC 1122 section 3.3.1; RFC 826",
  example: "the frame goes to 04:92:26:8e:71:99, the router's learned hardware address is 04:92:26:8e:71:03",
  check({ frames, framing }) {
    if (framing?.kind !== "routed") return [];
    return frames.flatMap((frame) => compareEnds(frame, framing));
  },
};

function compareEnds(frame: FlowFrame, framing: Extract<Framing, { kind: "routed" }>): readonly Fault[] {
  const ethernet = layerOf(frame.decoded, "ethernet")?.header;
  const ipv4 = layerOf(frame.decoded, "ipv4")?.header;
  if (ethernet === undefined || ipv4 === undefined) return [];
  const client = { mac: framing.client.mac, words: "the client's hardware address is" };
  const router = { mac: framing.routerMac.value, words: "the router's learned hardware address is" };
  const isFromClient = ipv4.source === framing.client.ip;
  const [from, to] = isFromClient ? [client, router] : [router, client];
  const faults: Fault[] = [];
  if (!sameMac(ethernet.source, from.mac)) {
    faults.push({
      frames: [frame.frameNumber],
      layer: "ethernet",
      field: "source",
      message: `the frame comes from ${ethernet.source}, ${from.words} ${from.mac}`,
      hint: `leave Ether out, or set its src to ${from.mac}`,
    });
  }
  if (!sameMac(ethernet.destination, to.mac)) {
    faults.push({
      frames: [frame.frameNumber],
      layer: "ethernet",
      field: "destination",
      message: `the frame goes to ${ethernet.destination}, ${to.words} ${to.mac}`,
      hint: `leave Ether out, or set its dst to ${to.mac}`,
    });
  }
  return faults;
}
