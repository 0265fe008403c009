import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { createOutputStream, lineWidth, wantsColor, wantsUnicode } from "../../cli/context.js";
import { renderDiagnostics } from "../../cli/render/diagnostics.js";
import { describeFrames, renderFindings } from "../../cli/render/findings.js";
import { renderLadder } from "../../cli/render/ladder.js";
import { renderListing, type Screen } from "../../cli/render/listing.js";
import { printable } from "../../cli/render/printable.js";
import { createCheckProgress } from "../../cli/render/check-progress.js";
import { createSpinner, renderInvalidAttempts, renderStep } from "../../cli/render/progress.js";
import { describeScripts } from "../../cli/render/script-progress.js";
import { wrapText } from "../../cli/render/table.js";
import { renderVerdict } from "../../cli/render/verdict.js";
import type { DayProgress } from "../../src/contracts/day.js";
import type { Finding } from "../../src/contracts/finding.js";
import type { FrameRow } from "../../src/report/frame-rows.js";

function screen(columns: number, unicode = true, color = false): Screen {
  return { columns, unicode, colors: pc.createColors(color) };
}

/** A golden: the lines below the first, with the common indent taken away. */
function lines(text: string): readonly string[] {
  const rows = text.split("\n").slice(1, -1);
  const indent = Math.min(...rows.filter((row) => row !== "").map((row) => row.search(/\S/u)));
  return rows.map((row) => row.slice(indent));
}

const rows: readonly FrameRow[] = [
  {
    frameNumber: 1,
    time: "0.000000",
    source: "a4:34:d9:11:22:33",
    destination: "ff:ff:ff:ff:ff:ff",
    protocol: "ARP",
    length: 42,
    info: "Who has 192.168.1.1? Tell 192.168.1.20",
  },
  {
    frameNumber: 15,
    time: "0.062000",
    source: "192.168.1.20",
    destination: "192.0.2.34",
    protocol: "TCP",
    length: 74,
    info: "51034 → 80 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM WS=128",
  },
];

describe("listing", () => {
  it("stands in tshark's columns where there is room", () => {
    expect(renderListing(rows, screen(200))).toEqual(
      lines(`
        No.      Time  Source             Destination        Protocol  Length  Info
          1  0.000000  a4:34:d9:11:22:33  ff:ff:ff:ff:ff:ff  ARP           42  Who has 192.168.1.1? Tell 192.168.1.20
         15  0.062000  192.168.1.20       192.0.2.34         TCP           74  51034 → 80 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM WS=128
`),
    );
  });

  it("puts Info below in sixty columns and cuts nothing", () => {
    expect(renderListing(rows, screen(60))).toEqual(
      lines(`
        No.     Time Source            Destination       Proto Len
          1 0.000000 a4:34:d9:11:22:33 ff:ff:ff:ff:ff:ff ARP    42
            Who has 192.168.1.1? Tell 192.168.1.20
         15 0.062000 192.168.1.20      192.0.2.34        TCP    74
            51034 → 80 [SYN] Seq=0 Win=64240 Len=0 MSS=1460
            SACK_PERM WS=128
`),
    );
  });

  it("is ASCII where the locale is, and colours whole lines only where colour is on", () => {
    expect(renderListing(rows.slice(1), screen(200, false))[1]).toContain("51034 -> 80 [SYN]");
    expect(renderListing(rows, screen(200, true, true))[1]).toMatch(/^\u001b\[33m {2}1 .*\u001b\[39m$/u);
  });

  it("shows what a capture smuggles in as escapes", () => {
    const [, line] = renderListing([{ ...rows[0]!, info: "GET /\u001b[2J\u202ecod" }], screen(200));
    expect(line).toContain("GET /\\x1b[2J\\u202ecod");
  });
});

describe("ladder", () => {
  const participants = [
    { name: "laptop", address: "192.168.1.20" },
    { name: "router", address: "192.168.1.1" },
    { name: "example.com", address: "192.0.2.34" },
  ];
  const steps = [
    { frameNumber: 1, time: "0.000000", from: 0, to: 1, label: "who has 192.168.1.1?" },
    { frameNumber: 2, time: "0.000400", from: 1, to: 0, label: "is at a4:83:e7:00:12:9f" },
    { frameNumber: 15, time: "0.062000", from: 0, to: 2, label: "SYN" },
  ];

  it("draws an arrow per frame in sixty columns, what does not fit on it above it", () => {
    expect(renderLadder(participants, steps, screen(60))).toEqual([
      "            laptop             router           example.com",
      "         192.168.1.20        192.168.1.1        192.0.2.34",
      "               │ who has 192.168.1.1?                │",
      " 1 0.000000    │─────────────────▶│                  │",
      "               │ is at a4:83:e7:00:12:9f             │",
      " 2 0.000400    │◀─────────────────│                  │",
      "15 0.062000    │─────────────── SYN ────────────────▶│",
    ]);
  });

  it("puts the label on the arrow where there is room, in ASCII where the locale is", () => {
    expect(renderLadder(participants, steps, screen(90, false)).slice(2)).toEqual([
      " 1 0.000000    |----- who has 192.168.1.1? ----->|                                 |",
      " 2 0.000400    |<---- is at a4:83:e7:00:12:9f ---|                                 |",
      "15 0.062000    |------------------------------ SYN ------------------------------->|",
    ]);
  });

  it("leaves the time out where it is narrow", () => {
    expect(renderLadder(participants, steps, screen(40, false))).toEqual([
      "   laptop       router     example.com",
      "192.168.1.20  192.168.1.1  192.0.2.34",
      "      | who has 192.168.1.1?    |",
      " 1    |----------->|            |",
      "      | is at a4:83:e7:00:12:9f |",
      " 2    |<-----------|            |",
      "15    |--------- SYN ---------->|",
    ]);
  });

  it("marks the frame of a fault, by colour and without", () => {
    const faulty = steps.map((step) =>
      step.frameNumber === 15 ? { ...step, severity: "error" as const } : step,
    );
    expect(renderLadder(participants, faulty, screen(90, false)).at(-1)).toBe(
      "15 0.062000 !  |------------------------------ SYN ------------------------------->|",
    );
    expect(renderLadder(participants, faulty, screen(90, false, true)).at(-1)).toMatch(
      /^\u001b\[31m15 .*\u001b\[39m$/u,
    );
    const noted = steps.map((step) => ({ ...step, severity: "note" as const }));
    expect(renderLadder(participants, noted, screen(90, false))).toEqual(
      renderLadder(participants, steps, screen(90, false)),
    );
  });

  it("writes the arrow between ports in ASCII too", () => {
    const step = { frameNumber: 1, time: "0.000000", from: 0, to: 2, label: "5000 → 53 Len=4" };
    expect(renderLadder(participants, [step], screen(90, false)).at(-1)).toContain(" 5000 -> 53 Len=4 ");
  });

  it("is left out where lifelines would touch", () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ name: `h${index}`, address: "" }));
    expect(renderLadder(many, steps, screen(60))).toEqual([]);
  });
});

const finding: Finding = {
  code: "tcp-ack-of-unsent-data",
  severity: "error",
  group: "sequence",
  source: "wiretale",
  frames: [7],
  message: "acknowledges 518 octets, the peer sent 517",
  hint: "acknowledge what was sent",
  filter: "frame.number == 7",
};
const closing: Finding = {
  code: "wireshark-tcp.connection.fin",
  severity: "chat",
  group: "sequence",
  source: "wireshark",
  frames: [12],
  message: "Connection finish (FIN)",
};

describe("findings and verdict", () => {
  it("shows the worst first, with hint and filter", () => {
    expect(renderFindings([closing, finding], screen(120))).toEqual(
      lines(`
        error  frame 7: acknowledges 518 octets, the peer sent 517 [tcp-ack-of-unsent-data, wiretale]
               hint: acknowledge what was sent
               filter: frame.number == 7
        chat   frame 12: Connection finish (FIN) [wireshark-tcp.connection.fin, wireshark]
`),
    );
  });

  it("says the same of several frames once", () => {
    const filter = "frame.number == 12 && tcp.connection.fin";
    const other = { ...closing, frames: [14], filter: filter.replace("12", "14") };
    expect(renderFindings([{ ...closing, filter }, other], screen(120))).toEqual([
      "chat   frames 12, 14: Connection finish (FIN) [wireshark-tcp.connection.fin, wireshark]",
      "       filter: tcp.connection.fin",
    ]);
  });

  it("counts every severity of either judge", () => {
    const verdict = renderVerdict([closing, finding], { name: "wiregasm", version: "4.4.5" }, screen(120));
    expect(verdict.slice(0, 2)).toEqual([
      "Wiretale   1 error, 0 warnings, 0 notes, 0 chats",
      "Wireshark  0 errors, 0 warnings, 0 notes, 1 chat (4.4.5 by wiregasm)",
    ]);
    expect(renderVerdict([], undefined, screen(120))[1]).toBe("Wireshark  not asked");
  });

  it.each([
    [[], "whole capture"],
    [[3], "frame 3"],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "frames 1, 2, 3, 4, 5, 6, 7, 8 and 2 more"],
  ])("names frames %j", (frames, text) => {
    expect(describeFrames(frames)).toBe(text);
  });
});

describe("diagnostics", () => {
  it("shows the line, a caret and the hint", () => {
    const diagnostic = {
      code: "unknown-field",
      severity: "error" as const,
      line: 3,
      column: 11,
      message: "IP has no field 'sorce'",
      hint: "did you mean 'src'?",
      sourceLine: "pkt = IP(\tsorce='192.0.2.1')",
    };
    expect(renderDiagnostics("my.py", [diagnostic], screen(80))).toEqual([
      "my.py:3:11: error: IP has no field 'sorce' [unknown-field]",
      "  pkt = IP(\\tsorce='192.0.2.1')",
      "             ^",
      "  hint: did you mean 'src'?",
    ]);
  });

  it("keeps the caret on the screen for a very long line", () => {
    const diagnostic = {
      code: "x",
      severity: "warn" as const,
      line: 1,
      column: 9_000,
      message: "m",
      sourceLine: "a".repeat(8_999) + "b" + "c".repeat(9_000),
    };
    const [, line = "", caret = ""] = renderDiagnostics("f", [diagnostic], screen(60));
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line[caret.indexOf("^")]).toBe("b");
  });
});

describe("progress", () => {
  const step = {
    stage: "dns" as const,
    state: "done" as const,
    startedAtMs: 1_000,
    endedAtMs: 1_840,
    note: "example.com is 192.0.2.34",
  };

  it("shows a step with its time and what it taught", () => {
    expect(renderStep(step, 9_000, screen(120))).toEqual([
      "✔ DNS: look the name up  0.84 s  example.com is 192.0.2.34",
    ]);
    expect(renderStep(step, 9_000, screen(50, false))).toEqual([
      "ok DNS: look the name up  0.84 s",
      "    example.com is 192.0.2.34",
    ]);
  });

  it("shows the drafts that were not valid", () => {
    const attempts = [
      { conversation: "dns", attempt: 1, model: "m", outcome: "invalid", faults: ["dns-id-differs"] },
      { conversation: "dns", attempt: 2, model: "m", outcome: "valid", faults: [] },
    ] as unknown as DayProgress["attempts"];
    expect(renderInvalidAttempts(attempts, "dns", screen(120))).toEqual([
      "    attempt 1 of m was invalid: dns-id-differs",
    ]);
  });
});

describe("text", () => {
  it.each([
    ["plain", "plain"],
    ["a\u001b]0;title\u0007b", "a\\x1b]0;title\\x07b"],
    ["a\r\nb\tc", "a\\r\\nb\\tc"],
    ["\u009b31m", "\\x9b31m"],
    ["\u202edet\u2066", "\\u202edet\\u2066"],
    ["\ud800", "\\ud800"],
    ["\u{e0041}", "\\u{e0041}"],
    ["grüße 你好", "grüße 你好"],
  ])("prints %j as %s", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it("is ASCII on request", () => {
    expect(printable("grüße", { unicode: false })).toBe("gr\\xfc\\xdfe");
  });

  it("wraps at spaces and splits only words that are too long", () => {
    expect(wrapText("one two three abcdefghij", 7)).toEqual(["one two", "three", "abcdefg", "hij"]);
  });
});

describe("where output goes", () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    [{ TERM: "dumb" }, true, false],
  ])("colour with %j, terminal %s: %s", (env, isTty, color) => {
    expect(wantsColor(env, isTty)).toBe(color);
  });

  it.each([
    [{ LANG: "en_US.UTF-8" }, true],
    [{ LANG: "C.utf8" }, true],
    [{}, false],
    [{ LC_ALL: "C", LANG: "en_US.UTF-8" }, false],
  ])("unicode with %j: %s", (env, unicode) => {
    expect(wantsUnicode(env)).toBe(unicode);
  });

  it.each([
    [{}, 72, 72],
    [{}, undefined, 120],
    [{ COLUMNS: "90" }, undefined, 90],
    [{ COLUMNS: "wide" }, undefined, 120],
    [{}, 3, 40],
  ])("width with %j, terminal %s: %s", (env, columns, width) => {
    expect(lineWidth(env, columns)).toBe(width);
  });
});

describe("a moving line", () => {
  const output = createOutputStream(() => undefined, {}, { isTTY: true, columns: 80 });
  const terminal = (columns: number) =>
    Object.assign(Object.create(process.stderr) as NodeJS.WriteStream, { columns });

  it("is not for a terminal that does not know its width: clearing it would never end", () => {
    expect(createSpinner(output, terminal(0))).toBeUndefined();
    expect(createSpinner(output, undefined)).toBeUndefined();
    expect(createSpinner(output, terminal(80))).toBeDefined();
  });

  it("of files under check neither", () => {
    const written: string[] = [];
    const stream = Object.assign(terminal(0), {
      write: (text: string) => written.push(text) > 0,
    });
    const view = createCheckProgress(output, stream);
    view.update({ done: 1, total: 2, name: "a.pcap" });
    view.pause();
    expect(written).toEqual([]);
  });

  it("counts scripts", () => {
    expect(describeScripts(1, 0, 0)).toBe("1 script, 0 with diagnostics");
    expect(describeScripts(1200, 3, 4)).toBe("1200 scripts, 3 with diagnostics, 300 a second");
  });
});
