import { arpOperations } from "../../wire/arp.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { sameMac } from "../address-classes.js";
import type { ArpIntentRule } from "./rule.js";

export const arpAnswererIsAsker: ArpIntentRule = {
  code: "arp-answerer-is-asker",
  level: "intent",
  protocol: "ARP",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "An ARP reply that gives the wanted address the asker's own hardware address.",
  why: "The wanted address belongs to another host; the asker would send to itself.",
  rfc: "RFC 826, Packet Reception",
  example: "the reply says that 192.168.1.1 has 3c:22:fb:5a:19:c4, the asker's own hardware address",
  check({ frames, summary }) {
    if (summary.source.ip === summary.wanted.ip) return [];
    return frames.flatMap((frame) => {
      const arp = layerOf(frame.decoded, "arp")?.header;
      if (arp?.operation !== arpOperations.reply || !sameMac(arp.senderHardwareAddress, summary.source.mac))
        return [];
      return [
        {
          frames: [frame.frameNumber],
          layer: "arp",
          field: "senderHardwareAddress",
          message: `the reply says that ${summary.wanted.ip} has ${arp.senderHardwareAddress}, the asker's own hardware address`,
          hint: "choose another unicast hardware address for the answerer, in Ether src and ARP hwsrc",
        },
      ];
    });
  },
};
