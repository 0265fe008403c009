/**
 * What published captures of generated traffic get wrong is found, and counted. That Wiretale's own have nothing of it:
 * test/realism/give-aways.test.ts.
 */
import { expect, it } from "vitest";
import { CaptureCheck } from "../../src/validators/capture-check.js";
import { frames, type FrameSpec, wholeDay } from "./day-frames.js";
import { delayed } from "./delayed-frames.js";
import {
  appendedAgain,
  drawnBeforehand,
  exampleIds,
  groupSources,
  scapyDefaults,
  withoutEthernet,
} from "./published-faults.js";

interface PublishedFault {
  readonly what: string;
  readonly capture: readonly FrameSpec[];
  /** Findings a rule. */
  readonly expected: Readonly<Record<string, number>>;
}

const published: readonly PublishedFault[] = [
  {
    what: "bare IP in a file whose link type says Ethernet",
    capture: withoutEthernet,
    expected: { "bare-ip-on-ethernet": 13 },
  },
  {
    what: "finished work appended again",
    capture: appendedAgain,
    expected: { "frame-repeated": 15 },
  },
  {
    what: "every answer has the id of the example, and none is paired",
    capture: exampleIds,
    expected: { "dns-transaction-id-mismatch": 3, "dns-transaction-id-constant": 1 },
  },
  {
    what: "the server's address is drawn before anybody asks for it",
    capture: drawnBeforehand,
    expected: { "http-host-resolves-elsewhere": 1 },
  },
  {
    what: "IP id 1, TTL 64, no options, small initial sequence numbers",
    capture: scapyDefaults,
    expected: {
      "ipv4-identification-constant": 2,
      "ipv4-ttl-never-decremented": 1,
      "tcp-syn-without-options": 2,
      "tcp-initial-sequence-number-small": 2,
    },
  },
  {
    what: "group addresses as source",
    capture: groupSources,
    expected: { "ethernet-source-group-address": 1, "arp-sender-hardware-not-unicast": 1 },
  },
  {
    what: "one half-normal distribution for all delays",
    capture: delayed(201, (seconds) => seconds),
    expected: { "frame-delays-half-normal": 1 },
  },
];

function totalsOf(capture: readonly FrameSpec[]): Record<string, number> {
  const check = new CaptureCheck({ profile: "generated" });
  for (const frame of frames(capture)) check.observe(frame);
  return Object.fromEntries(check.finish().totals);
}

it.each(published)("finds and counts: $what", ({ capture, expected }) => {
  expect(totalsOf(capture)).toMatchObject(expected);
});

it("finds nothing of it in a day that is as it should be", () => {
  expect(totalsOf(wholeDay)).toEqual({});
});
