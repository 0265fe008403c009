import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { decodePcap } from "../../src/capture/pcap.js";
import { flowFramesOf } from "../../src/flow/flow-frames-of.js";
import { checkFrames } from "../../src/validators/check-frames.js";
import { formatFinding } from "./case.js";

/** What is true of each capture (captures/README.txt): no error and no warning, and these notes. */
const captures: readonly (readonly [file: string, notes: readonly string[]])[] = [
  [
    "dhcp.pcap",
    ["note: icmp-request-unanswered 5", "note: arp-probe-answered 21,22", "note: arp-request-unanswered 30"],
  ],
  ["dns.pcap", ["note: arp-request-unanswered 44"]],
  [
    "loss-20.pcap",
    [
      "note: dns-query-unanswered 6",
      "note: dns-query-unanswered 9",
      "note: icmp-request-unanswered 14",
      "note: icmp-request-unanswered 15",
    ],
  ],
];

it.each(captures)("says of real traffic what is true: %s", (file, notes) => {
  const read = decodePcap(readFileSync(new URL(`captures/${file}`, import.meta.url)));
  expect(read.ok).toBe(true);
  if (!read.ok) return;
  const findings = checkFrames(flowFramesOf(read.value.capture), { profile: "real" });
  expect(findings.map(formatFinding)).toEqual(notes);
});
