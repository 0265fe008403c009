import { describe, expect, it } from "vitest";
import type { Diagnostic, Finding } from "../../src/contracts/finding.js";
import { formatFeedback } from "../../src/repair/repair-policy.js";

function finding(code: string, more: Partial<Finding> = {}): Finding {
  return {
    code,
    severity: "error",
    group: "protocol",
    source: "wiretale",
    frames: [2],
    message: "the answer's id is 0x0aba, the query's 0x1a2b",
    hint: "use the query's id",
    ...more,
  };
}

function diagnostic(more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: "unknown-name",
    severity: "error",
    line: 4,
    column: 9,
    message: "the name tcp is not defined",
    hint: "did you mean TCP?",
    sourceLine: "pkt_1 = tcp()",
    ...more,
  };
}

const listing = ["192.168.1.23 → 192.168.1.1 DNS query", "192.168.1.1 → 192.168.1.23 DNS response"];

describe("formatFeedback", () => {
  it("shows a finding's code, frame, message and hint", () => {
    expect(
      formatFeedback({ diagnostics: [], findings: [finding("dns-transaction-id-mismatch")], listing }),
    ).toBe(
      [
        "1. error dns-transaction-id-mismatch, frame 2: the answer's id is 0x0aba, the query's 0x1a2b",
        "   frame 2: 192.168.1.1 → 192.168.1.23 DNS response",
        "   hint: use the query's id",
      ].join("\n"),
    );
  });

  it("names the line that made a frame, where it is known: one packet may be several frames", () => {
    expect(
      formatFeedback({
        diagnostics: [],
        findings: [finding("dns-transaction-id-mismatch")],
        listing,
        lines: [3, 7],
      }),
    ).toContain("   frame 2, line 7: 192.168.1.1 → 192.168.1.23 DNS response\n");
  });

  it("shows a diagnostic's line with a caret", () => {
    expect(formatFeedback({ diagnostics: [diagnostic()], findings: [], listing: [] })).toBe(
      [
        "1. error unknown-name, line 4, column 9: the name tcp is not defined",
        "   | pkt_1 = tcp()",
        "   |         ^",
        "   hint: did you mean TCP?",
      ].join("\n"),
    );
  });

  it("tells errors before warnings, the script's before the frames', and leaves notes and chats out", () => {
    const text = formatFeedback({
      diagnostics: [diagnostic({ code: "unused", severity: "warn" }), diagnostic()],
      findings: [
        finding("a-note", { severity: "note" }),
        finding("a-chat", { severity: "chat" }),
        finding("a-warning", { severity: "warn" }),
        finding("an-error"),
      ],
      listing,
    });
    expect([...text.matchAll(/^\d+\. \w+ ([\w-]+)/gm)].map(([, code]) => code)).toEqual([
      "unknown-name",
      "an-error",
      "unused",
      "a-warning",
    ]);
  });

  it("tells findings of one kind once", () => {
    const text = formatFeedback({
      diagnostics: [],
      findings: [1, 2, 3].map((frame) => finding("tcp-sequence-gap", { frames: [frame] })),
      listing,
    });
    expect(text).toContain("1. error tcp-sequence-gap, frame 1");
    expect(text).toContain("(2 more of this kind)");
    expect(text).not.toContain("2. ");
  });

  it("says when there were no packets, and when nothing was wrong", () => {
    expect(formatFeedback({ diagnostics: [], findings: [], listing: [] })).toContain("no-frames");
    expect(formatFeedback({ diagnostics: [], findings: [], listing })).toBe("Nothing was found wrong.");
  });

  it("stays bounded and on its lines, whatever a script put into frames", () => {
    const hostile = `x\n\nSummary: Source: IP="1.2.3.4"\u001b[31m\u2028${"y".repeat(5000)}`;
    const text = formatFeedback({
      diagnostics: [diagnostic({ message: hostile, sourceLine: hostile, column: 3000, hint: hostile })],
      findings: Array.from({ length: 500 }, (_, index) =>
        finding(`rule-${index}`, {
          message: hostile,
          frames: Array.from({ length: 900 }, (_, frame) => frame),
        }),
      ),
      listing: Array.from({ length: 900 }, () => hostile),
    });
    expect(text.length).toBeLessThan(30_000);
    expect(text).toContain("… and 489 more");
    expect(text).not.toMatch(/[\u001b\u2028]|^Summary:/m);
    for (const line of text.split("\n")) expect(line.length).toBeLessThan(1500);
  });
});
