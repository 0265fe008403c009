import { layerOf, networkLayerOf } from "../../wire/decoded-frame.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const ipSourceWithTwoHardwareAddresses: ConversationRule = {
  code: "ip-source-with-two-hardware-addresses",
  level: "conversation",
  // Two routers, or a capture on both sides of one, show it.
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds: "An IP address whose packets come from two Ethernet addresses.",
  why: "On one link a host, or the router before it, has one hardware address: ARP has resolved it, and frames bear it.",
  rfc: "RFC 826; RFC 894",
  example: "203.0.113.80 sends from 04:92:26:8e:71:03 (frame 5) and from 52:54:00:ab:20:9d (frame 9)",
  watch() {
    const senders = new Map<string, Sender>();
    return {
      frame({ frameNumber, decoded }) {
        const ethernet = layerOf(decoded, "ethernet")?.header;
        const address = networkLayerOf(decoded)?.header.source;
        if (ethernet === undefined || address === undefined || address === "0.0.0.0" || address === "::")
          return noFaults;
        const sender = senders.get(address);
        if (sender === undefined) {
          if (senders.size < remembered)
            senders.set(address, { mac: ethernet.source, frameNumber, others: [] });
          return noFaults;
        }
        const { mac, others } = sender;
        if (mac === ethernet.source || others.length >= othersNamed || others.includes(ethernet.source))
          return noFaults;
        others.push(ethernet.source);
        return [
          {
            frames: [sender.frameNumber, frameNumber],
            layer: "ethernet",
            field: "source",
            message: `${address} sends from ${mac} (frame ${sender.frameNumber}) and from ${ethernet.source} (frame ${frameNumber})`,
            hint: "let Ether src be the same in all packets of one host",
            filter: `${address.includes(":") ? "ipv6" : "ip"}.src == ${address}`,
          },
        ];
      },
    };
  },
};

interface Sender {
  readonly mac: string;
  readonly frameNumber: number;
  readonly others: string[];
}

const remembered = 65_536;
const othersNamed = 16;
