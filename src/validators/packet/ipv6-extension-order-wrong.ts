import { layerOf } from "../../wire/decoded-frame.js";
import { ipv6NextHeaders } from "../../wire/ipv6.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const ipv6ExtensionOrderWrong: PacketRule = {
  code: "ipv6-extension-order-wrong",
  level: "packet",
  about: "ipv6",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An IPv6 hop-by-hop header that is not the first extension header, or one that occurs too often.",
  why: "Routers look for it directly after the fixed header only; each other extension header occurs at most once, destination options twice.",
  rfc: "RFC 8200 section 4.1",
  example: "the hop-by-hop options come after another extension header",
  check(frame) {
    const extensions = layerOf(frame.decoded, "ipv6")?.header.extensions ?? [];
    const counts = new Map<number, number>();
    for (const [index, { nextHeaderNumber, offset }] of extensions.entries()) {
      const count = (counts.get(nextHeaderNumber) ?? 0) + 1;
      counts.set(nextHeaderNumber, count);
      const isLate = nextHeaderNumber === ipv6NextHeaders.hopByHop && index > 0;
      const allowed = nextHeaderNumber === ipv6NextHeaders.destination ? 2 : 1;
      if (!isLate && count <= allowed) continue;
      const message = isLate
        ? `the hop-by-hop options at octet ${offset} come after another extension header`
        : `extension header ${nextHeaderNumber} at octet ${offset} is there ${count} times`;
      return [{ frames: [frame.frameNumber], layer: "ipv6", field: "nextHeader", message, hint }];
    }
    return noFaults;
  },
};

const hint =
  "order extension headers: hop-by-hop, destination, routing, fragment, authentication, destination";
