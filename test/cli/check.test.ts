import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arpReply, arpRequest, octets, pcapHeader } from "./small-capture.js";
import { cli } from "./support.js";

// The same from a multicast source, which no host has (IEEE 802.3, the group bit).
const groupSource = arpReply.map((line) => line.replaceAll("50c7bf8e7103", "51c7bf8e7103"));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-check-"));
  await writeFile(join(folder, "good.pcap"), octets(pcapHeader, ...arpRequest, ...arpReply));
  await writeFile(join(folder, "group.pcap"), octets(pcapHeader, ...arpRequest, ...groupSource));
  await writeFile(join(folder, "cut.pcap"), octets(pcapHeader, ...arpRequest, ...arpReply).subarray(0, -5));
  await writeFile(join(folder, "ng.pcap"), octets("0a0d0d0a 1c000000 4d3c2b1a 01000000"));
  await writeFile(join(folder, "empty.pcap"), octets(pcapHeader));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function check(...argv: readonly string[]) {
  return cli(["check", "--no-wireshark", ...argv], { cwd: folder });
}

describe("check", () => {
  it("finds nothing in an ARP exchange", async () => {
    expect(await check("good.pcap")).toEqual({
      code: 0,
      stdout: [
        "good.pcap: 2 frames, Ethernet",
        "Wiretale   0 errors, 0 warnings, 0 notes, 0 chats",
        "Wireshark  not asked",
        "",
      ].join("\n"),
      stderr: "",
    });
  });

  it("reads a capture from standard input", async () => {
    const stdin = (async function* () {
      yield octets(pcapHeader, ...arpRequest, ...arpReply);
    })();
    const { code, stdout } = await cli(["check", "--no-wireshark", "--json", "-"], { cwd: folder, stdin });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file: "-", linkType: 1, frames: 2, findings: [] });
  });

  it("answers one document a file with --json", async () => {
    const { code, stdout } = await check("--json", "--profile", "generated", "good.pcap", "group.pcap");
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(1);
    expect(documents[0]).toEqual({
      file: join(folder, "good.pcap"),
      linkType: 1,
      frames: 2,
      counts: { chat: 0, note: 0, warn: 0, error: 0 },
      findings: [],
    });
    const { findings } = documents[1] as { findings: readonly { code: string; frames: readonly number[] }[] };
    expect(findings.map(({ code, frames }) => [code, ...frames])).toEqual([
      ["arp-sender-hardware-not-unicast", 2],
      ["ethernet-source-group-address", 2],
    ]);
  });

  it("exits by --fail-on", async () => {
    // A real capture may hold it, a generated one must not.
    expect((await check("group.pcap")).code).toBe(0);
    expect((await check("group.pcap", "--fail-on", "warn")).code).toBe(1);
    expect((await check("group.pcap", "--profile", "generated")).code).toBe(1);
    expect((await check("empty.pcap", "--fail-on", "note")).code).toBe(0);
  });

  it("takes a truncated capture for a finding and judges what is there", async () => {
    const { code, stdout } = await check("--json", "cut.pcap");
    expect(code).toBe(1);
    const document = JSON.parse(stdout) as { frames: number; findings: readonly unknown[] };
    expect(document.frames).toBe(1);
    expect(document.findings[0]).toMatchObject({ code: "capture-truncated", severity: "error", frames: [] });
    // The reply is the frame that was cut.
    expect(document.findings[1]).toMatchObject({ code: "arp-request-unanswered", frames: [1] });
  });

  it("judges the others where one is no capture, and exits with 2", async () => {
    const { code, stdout, stderr } = await check("ng.pcap", "group.pcap");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: ng\.pcap: pcapng is not read yet/u);
    expect(stdout).toContain("group.pcap: 2 frames");
  });
});
