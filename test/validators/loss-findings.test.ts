import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/contracts/finding.js";
import { isOfLoss, lossFramesOf, withLossAsNotes } from "../../src/validators/loss-findings.js";

const byPath = { by: "path" };
const byLoss = { by: "loss" };

/** Frames 1 to 3 are of a conversation that lost nothing; 4 to 6 of one whose frame 6 was sent again. */
const loss = lossFramesOf([
  ...Array.from({ length: 3 }, () => ({ conversation: "desk-001-http", filled: [byPath] })),
  ...[[byPath], [], [byPath, byLoss]].map((filled) => ({ conversation: "desk-002-http", filled })),
]);

const finding = (code: string, ...frames: number[]): Finding => ({
  code,
  severity: "error",
  group: "sequence",
  source: "wiretale",
  frames,
  message: "",
});

describe("what a path that loses packets excuses", () => {
  it.each([
    ["a segment that was sent again", finding("tcp-octets-repeated", 6)],
    ["one that fills a gap at once", finding("tcp-segment-out-of-order", 6)],
    ["a SYN before the SYN-ACK", finding("tcp-handshake-incomplete", 4, 5, 6)],
    ["a gap that is filled later", finding("tcp-sequence-gap", 5)],
    ["the same in Wireshark's words", finding("wireshark-tcp-analysis-lost-segment", 5)],
    ["and this", finding("wireshark-tcp-analysis-out-of-order", 6)],
    ["a query that is asked again", finding("wireshark-dns-response-missing", 4)],
  ])("%s", (_, excused) => {
    expect(isOfLoss(excused, loss)).toBe(true);
    expect(withLossAsNotes([excused], loss)).toEqual([{ ...excused, severity: "note" }]);
  });

  it.each([
    ["a repetition that the script has", finding("tcp-octets-repeated", 5)],
    ["a gap where nothing was lost", finding("tcp-sequence-gap", 2)],
    ["a query that is never answered", finding("wireshark-dns-response-missing", 2)],
    ["a gap of which nobody knows where it is", finding("tcp-sequence-gap")],
    ["any other fault of a frame that was sent again", finding("tcp-checksum-wrong", 6)],
    ["a window that is exceeded", finding("tcp-window-exceeded", 6)],
    ["what Wireshark cannot read", finding("wireshark-unread")],
  ])("not %s", (_, fault) => {
    expect(isOfLoss(fault, loss)).toBe(false);
    expect(withLossAsNotes([fault], loss)).toEqual([fault]);
  });

  it("nothing in a capture that lost nothing", () => {
    const none = lossFramesOf([{ conversation: "http", filled: [byPath] }]);
    expect(isOfLoss(finding("tcp-octets-repeated", 1), none)).toBe(false);
    expect(isOfLoss(finding("tcp-sequence-gap", 1), none)).toBe(false);
  });
});
