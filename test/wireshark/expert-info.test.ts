import { describe, expect, it } from "vitest";
import type { Dissection, Dissector } from "../../src/wireshark/dissector.js";
import { chooseDissector } from "../../src/wireshark/choose-dissector.js";
import { expertInfoOfLabels, expertInfoToFindings } from "../../src/wireshark/expert-info.js";
import { createTsharkDissector } from "../../src/wireshark/tshark.js";
import { PdmlReader } from "../../src/wireshark/tshark-pdml.js";

const labels = {
  frameNumber: 8,
  protocol: "tcp",
  field: "tcp.connection.fin_active",
  message: "This frame initiates the connection closing",
  severity: "Note",
  group: "Sequence",
};

function dissectionOf(...entries: (typeof labels)[]): Dissection {
  const expertInfo = entries.map(expertInfoOfLabels);
  return { dissector: "wiregasm", version: "4.4.5", frames: 9, expertInfo };
}

describe("expert info as findings", () => {
  it("keeps Wireshark's name, severity, group and frame", () => {
    expect(expertInfoToFindings(dissectionOf(labels))).toEqual([
      {
        code: "wireshark-tcp-connection-fin-active",
        severity: "note",
        group: "sequence",
        source: "wireshark",
        frames: [8],
        layer: "tcp",
        message: "This frame initiates the connection closing",
        filter: "frame.number == 8 && tcp.connection.fin_active",
      },
    ]);
  });

  it("names an entry without a field by its message, numbers left out", () => {
    const entry = { ...labels, field: "_ws.expert.message", message: "Length 12 exceeds 0x0A" };
    expect(expertInfoToFindings(dissectionOf(entry))).toMatchObject([
      { code: "wireshark-tcp-length-exceeds", filter: "frame.number == 8 && _ws.expert" },
    ]);
  });

  it("reads every severity, and takes an unknown one for an error", () => {
    const severities = ["Comment", "Chat", "Note", "Warning", "Error", "Catastrophe"];
    expect(severities.map((severity) => expertInfoOfLabels({ ...labels, severity }).severity)).toEqual([
      "chat",
      "chat",
      "note",
      "warn",
      "error",
      "error",
    ]);
  });

  it("says what could not be judged", () => {
    const findings = expertInfoToFindings({
      ...dissectionOf(),
      problem: { kind: "damaged", message: "is cut short" },
    });
    expect(findings).toMatchObject([
      {
        code: "wireshark-unread",
        severity: "error",
        frames: [],
        message: "Wireshark could not judge the whole capture: it is cut short",
      },
    ]);
  });

  it("bounds a message that the capture's author chose", () => {
    const { message } = expertInfoOfLabels({ ...labels, message: "x".repeat(100_000) });
    expect(message).toHaveLength(501);
  });
});

describe("tshark's PDML", () => {
  const entry = [
    '<field name="_ws.expert" showname="Expert Info (Note/Protocol): a &lt;b&gt; &amp;amp; &quot;c&quot;" size="0" pos="0">',
    '  <field name="x.y" showname="a &lt;b&gt; &amp;amp; &quot;c&quot;" size="0" pos="0" show="" value=""/>',
    '  <field name="_ws.expert.message" showname="Message: a" hide="yes" size="0" pos="0" show="a"/>',
    '  <field name="_ws.expert.severity" showname="Severity level: Note" size="0" pos="0" show="4194304"/>',
    '  <field name="_ws.expert.group" showname="Group: Protocol" size="0" pos="0" show="150994944"/>',
    "</field>",
  ];
  const packet = [
    "<packet>",
    '<proto name="geninfo" pos="0" showname="General information" size="60">',
    '<field name="num" pos="0" show="7" showname="Number" value="7" size="60"/>',
    "</proto>",
    '<proto name="x" showname="X" size="1" pos="0">',
    ...entry,
    "</proto>",
    "</packet>",
  ];

  it("is read with its escapes undone once", () => {
    const reader = new PdmlReader(10);
    for (const line of [...packet, "frame      frames:41 bytes:3000"]) reader.readLine(line);
    expect(reader.frames).toBe(41);
    expect(reader.entries).toEqual([
      {
        frameNumber: 7,
        protocol: "x",
        field: "x.y",
        message: 'a <b> &amp; "c"',
        severity: "Note",
        group: "Protocol",
      },
    ]);
  });

  it("keeps no more entries than asked and counts the rest", () => {
    const reader = new PdmlReader(2);
    for (const line of Array<string[]>(5).fill(packet).flat()) reader.readLine(line);
    expect(reader.entries).toHaveLength(2);
    expect(reader.left).toBe(3);
  });

  it("survives tags that never end", () => {
    const reader = new PdmlReader(2);
    for (const line of ['<field name="_ws.expert', "<field ", '<field name="_ws.expert">', "</packet>"]) {
      reader.readLine(line);
    }
    expect(reader.entries).toEqual([]);
  });
});

describe("choosing a dissector", () => {
  const missing = createTsharkDissector({ command: "/nonexistent/tshark" });
  const present: Dissector = {
    name: "wiregasm",
    version: () => Promise.resolve("4.4.5"),
    dissect: () => Promise.reject(new Error("not used")),
    close: () => Promise.resolve(),
  };

  it("takes the first that answers", async () => {
    expect(await chooseDissector("auto", [missing, present])).toEqual({
      kind: "present",
      dissector: present,
      version: "4.4.5",
    });
  });

  it("answers with what to install where there is none", async () => {
    expect(await chooseDissector("tshark", [present, missing])).toEqual({
      kind: "absent",
      reason: "tshark: /nonexistent/tshark is not installed",
      hint: expect.stringContaining("apt-get install tshark") as string,
    });
  });
});
