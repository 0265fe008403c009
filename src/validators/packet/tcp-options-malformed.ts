import { layerOf } from "../../wire/decoded-frame.js";
import { quoteBytes } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const tcpOptionsMalformed: PacketRule = {
  code: "tcp-options-malformed",
  level: "packet",
  about: "tcp",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "TCP options whose lengths lead out of the header, or a window scale above 14.",
  why: "A receiver cannot tell where the next option begins and ignores the rest, or drops the segment.",
  rfc: "RFC 9293 section 3.2; RFC 7323 section 2.3",
  example: "the TCP options end in octets that are no option: 08 ff",
  check(frame) {
    const options = layerOf(frame.decoded, "tcp")?.header.options ?? [];
    for (const option of options) {
      if (option.kind === "raw" && option.bytes.length > 0) {
        const message = `the TCP options end in octets that are no option: ${quoteBytes(option.bytes)}`;
        return [{ frames: [frame.frameNumber], layer: "tcp", field: "options", message, hint }];
      }
      if (option.kind === "window-scale" && option.shift > 14) {
        const message = `the window scale is ${option.shift}; the largest is 14`;
        return [{ frames: [frame.frameNumber], layer: "tcp", field: "options", message, hint }];
      }
    }
    return noFaults;
  },
};

const hint = "leave TCP options out, or write them as (name, value) pairs";
