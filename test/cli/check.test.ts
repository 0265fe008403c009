import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCheck, type CheckOptions } from "../../cli/commands/check.js";
import { openWiresharkJudge } from "../../cli/wireshark-judge.js";
import { WiretaleError } from "../../src/contracts/errors.js";
import type { ChosenDissector } from "../../src/wireshark/choose-dissector.js";
import type { Dissection, Dissector } from "../../src/wireshark/dissector.js";
import type { ReportPage } from "../../src/report/page/report-page.js";
import { unreadFile } from "../../src/wireshark/dissector.js";
import { catchingContext } from "./catching-context.js";
import { arpReply, arpRequest, octets, pcapHeader } from "./small-capture.js";
import { cli, type CliRun } from "./support.js";

// The same from a multicast source, which no host has (IEEE 802.3, the group bit).
const groupSource = arpReply.map((line) => line.replaceAll("50c7bf8e7103", "51c7bf8e7103"));

/** The request as a pcapng file: section, Ethernet interface, a simple packet block of 42 octets and two of padding. */
const pcapng = octets(
  "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000",
  "01000000 14000000 0100 0000 00000400 14000000",
  "03000000 3c000000 2a000000",
  ...arpRequest.slice(1),
  "0000 3c000000",
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-check-"));
  const write = (name: string, bytes: Uint8Array) => writeFile(join(folder, name), bytes);
  const good = octets(pcapHeader, ...arpRequest, ...arpReply);
  await mkdir(join(folder, "day", "deep"), { recursive: true });
  await mkdir(join(folder, "empty"));
  await write("good.pcap", good);
  await write("group.pcap", octets(pcapHeader, ...arpRequest, ...groupSource));
  await write("cut.pcap", good.subarray(0, -5));
  // Cut within the second block.
  await write("cutng.pcapng", pcapng.subarray(0, 36));
  await write("good.pcapng", pcapng);
  await write("empty.pcap", octets(pcapHeader));
  await write("text.pcap", new TextEncoder().encode("no capture at all"));
  await write("day/b.pcap", good);
  await write("day/deep/a.pcapng", pcapng);
  await write("day/notes.txt", new TextEncoder().encode("not looked at"));
  await symlink(join(folder, "day"), join(folder, "day", "deep", "loop"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function check(...argv: readonly string[]) {
  return cli(["check", "--no-wireshark", ...argv], { cwd: folder });
}

function documentsOf({ stdout }: CliRun) {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { findings: readonly Found[] } & Record<string, unknown>);
}

interface Found {
  readonly code: string;
  readonly frames: readonly number[];
}

/** The value a page holds. */
async function pageIn(name: string): Promise<ReportPage> {
  const html = await readFile(join(folder, name), "utf8");
  const data = /<script type="application\/json" id="report-data">(.*?)<\/script>/su.exec(html)?.[1] ?? "";
  return JSON.parse(data) as ReportPage;
}

describe("check --html", () => {
  it("writes a page of what it found, and says where", async () => {
    const { code, stderr } = await check("group.pcap", "--html", "group.html", "--fail-on", "warn");
    expect(code).toBe(1);
    expect(stderr).toBe(`page: ${join(folder, "group.html")}\n`);
    const page = await pageIn("group.html");
    expect(page.title).toBe("group.pcap");
    expect(page.worst).toBe("warn");
    expect(page.findings.map(({ code: rule, ranges }) => ({ rule, ranges }))).toContainEqual({
      rule: "ethernet-source-group-address",
      ranges: [{ first: 2, last: 2 }],
    });
    expect(page.rules["ethernet-source-group-address"]?.why).toMatch(/./u);
    expect(page.capture.frames).toHaveLength(2);
  });

  it("writes a page for each of several captures into a folder, names kept apart", async () => {
    const { code } = await check("good.pcap", "good.pcapng", "day", "--html", "pages/");
    expect(code).toBe(0);
    expect((await readdir(join(folder, "pages"))).sort()).toEqual([
      "a.html",
      "b.html",
      "good-2.html",
      "good.html",
    ]);
    expect((await pageIn("pages/good-2.html")).title).toBe("good.pcapng");
  });

  it("refuses a page that is there, unless forced, before anything is judged", async () => {
    await writeFile(join(folder, "mine.html"), "mine");
    const refused = await check("good.pcap", "--html", "mine.html");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("mine.html is already there");
    expect((await check("good.pcap", "--html", "mine.html", "--force")).code).toBe(0);
    expect((await pageIn("mine.html")).title).toBe("good.pcap");
  });

  it("refuses one file for several captures", async () => {
    const { code, stderr } = await check("good.pcap", "cut.pcap", "--html", "one.html");
    expect(code).toBe(2);
    expect(stderr).toContain("there are 2 captures, and each has a page of its own");
    expect(stderr).toContain("hint: name a folder");
  });
});

describe("check", () => {
  it("finds nothing in an ARP exchange", async () => {
    expect(await check("good.pcap")).toEqual({
      code: 0,
      stdout: [
        "good.pcap: 2 frames, Ethernet",
        "Wiretale   0 errors, 0 warnings, 0 notes, 0 chats (profile real)",
        "Wireshark  not asked: --no-wireshark was given",
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
    const ran = await check("--json", "--profile", "generated", "good.pcap", "group.pcap");
    const documents = documentsOf(ran);
    expect(ran.code).toBe(1);
    expect(documents[0]).toEqual({
      file: join(folder, "good.pcap"),
      format: "pcap",
      profile: "generated",
      linkType: 1,
      linkTypes: [{ linkType: 1, name: "Ethernet", frames: 2 }],
      frames: 2,
      counts: { chat: 0, note: 0, warn: 0, error: 0 },
      wireshark: { missing: "--no-wireshark was given" },
      totals: {},
      ignored: {},
      findings: [],
    });
    expect(documents[1]?.findings.map(({ code, frames }) => [code, ...frames])).toEqual([
      ["arp-sender-hardware-not-unicast", 2],
      ["ethernet-source-group-address", 2],
    ]);
    expect(documents[1]?.totals).toEqual({
      "arp-sender-hardware-not-unicast": 1,
      "ethernet-source-group-address": 1,
    });
  });

  it("exits by --fail-on", async () => {
    // A real capture may hold it, a generated one must not.
    expect((await check("group.pcap")).code).toBe(0);
    expect((await check("group.pcap", "--fail-on", "warn")).code).toBe(1);
    expect((await check("group.pcap", "--profile", "generated")).code).toBe(1);
    expect((await check("empty.pcap", "--fail-on", "note")).code).toBe(0);
  });

  it("takes a truncated capture for a finding and judges what is there", async () => {
    const ran = await check("--json", "cut.pcap");
    expect(ran.code).toBe(1);
    const [document] = documentsOf(ran);
    expect(document?.frames).toBe(1);
    expect(document?.findings[0]).toMatchObject({ code: "capture-truncated", severity: "error", frames: [] });
    // The reply is the frame that was cut.
    expect(document?.findings[1]).toMatchObject({ code: "arp-request-unanswered", frames: [1] });
  });

  it("judges the others where one is no capture, counts it, and exits with 2", async () => {
    const { code, stdout, stderr } = await check("text.pcap", "group.pcap");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: text\.pcap: no magic number/u);
    expect(stdout).toContain("group.pcap: 2 frames");
    expect(stdout).toContain("1 file judged (2 frames)");
    expect(stdout).toMatch(/, 1 could not\sbe read/u);
  });

  it("reads pcapng, and one that ends at once", async () => {
    const ran = await check("--json", "good.pcapng", "cutng.pcapng");
    const [whole, cut] = documentsOf(ran);
    expect(whole).toMatchObject({ format: "pcapng", linkType: 1, frames: 1 });
    expect(cut).toMatchObject({ format: "pcapng", linkType: null, frames: 0 });
    expect(cut?.findings).toMatchObject([{ code: "capture-truncated" }]);
    expect(ran.code).toBe(1);
  });

  it("reads standard input, once", async () => {
    const stdin = octets(pcapHeader, ...arpRequest, ...arpReply);
    const read = await cli(["check", "--no-wireshark", "--json", "-"], { cwd: folder, stdin });
    expect(documentsOf(read)[0]).toMatchObject({ file: "-", frames: 2, findings: [] });
    const twice = await cli(["check", "-", "-"], { cwd: folder, stdin });
    expect(twice).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "error: standard input can be read once only\n",
    });
  });

  it("reads no pipe that merely lies in a folder", async () => {
    const place = join(folder, "pipes");
    await mkdir(place);
    execFileSync("mkfifo", [join(place, "a.pcap")]);
    await symlink(join(place, "a.pcap"), join(place, "b.pcap"));
    await symlink(join(folder, "good.pcap"), join(place, "c.pcap"));
    const documents = documentsOf(await check("--json", "pipes"));
    expect(documents.map(({ file }) => file)).toEqual([join(place, "c.pcap")]);
  });

  it("says how to mend a script of generated traffic only", async () => {
    expect((await check("group.pcap")).stdout).not.toContain("hint: ");
    expect((await check("--profile", "generated", "group.pcap")).stdout).toContain("hint: ");
  });

  it("takes a folder for the captures in it and below it", async () => {
    const ran = await check("--json", "day");
    expect(documentsOf(ran).map(({ file }) => file)).toEqual([
      join(folder, "day", "b.pcap"),
      join(folder, "day", "deep", "a.pcapng"),
    ]);
    const none = await check("empty", "good.pcap");
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/^error: empty: a folder without captures\nhint: .*\.pcap/u);
    expect(none.stdout).toContain("good.pcap: 2 frames");
  });

  it("leaves findings of an ignored rule out, counted and named", async () => {
    const argv = ["--profile", "generated", "--ignore", "ethernet-source-group-address"];
    const [document] = documentsOf(await check("--json", ...argv, "group.pcap"));
    expect(document).toMatchObject({
      counts: { error: 1 },
      totals: { "arp-sender-hardware-not-unicast": 1 },
      ignored: { "ethernet-source-group-address": 1 },
    });
    expect(document?.findings.map(({ code }) => code)).toEqual(["arp-sender-hardware-not-unicast"]);
    const all = [...argv, "--ignore", "arp-sender-hardware-not-unicast"];
    const { code, stdout } = await check(...all, "group.pcap");
    expect(code).toBe(0);
    expect(stdout).toContain("ignored    1 arp-sender-hardware-not-unicast, 1 ethernet-source-group-address");
  });

  it("refuses to ignore a rule that does not exist, before anything is read", async () => {
    expect(await check("--ignore", "tcp-cheksum-wrong", "good.pcap")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: --ignore: no rule 'tcp-cheksum-wrong'\nhint: did you mean tcp-checksum-wrong?\n",
    });
    expect((await check("--ignore", "wireshark-some-newer-entry", "good.pcap")).code).toBe(0);
  });

  it("refuses two formats at once", async () => {
    const { code, stderr } = await check("--json", "--format", "github", "good.pcap");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "error: --json and --format github contradict each other\nhint: leave one of them out\n",
    });
    expect((await check("--json", "--format", "json", "good.pcap")).code).toBe(0);
  });

  it("sums several files up, on stderr where stdout is for programs", async () => {
    const { stdout } = await check("good.pcap", "group.pcap", "cut.pcap");
    expect(stdout.slice(stdout.indexOf("3 files judged"))).toBe(
      [
        "3 files judged (5 frames): 1 with errors, 1 with warnings at most, 0 with notes or chats only, 1 with none",
        "severity  findings  files  rule",
        "error            1      1  capture-truncated",
        "warn             1      1  arp-sender-hardware-not-unicast",
        "warn             1      1  ethernet-source-group-address",
        "note             1      1  arp-request-unanswered",
        "",
      ].join("\n"),
    );
    for (const format of ["concise", "json", "github"]) {
      const { stdout, stderr } = await check("--format", format, "good.pcap", "group.pcap");
      expect(stdout).not.toContain("files judged");
      expect(stderr).toMatch(/^2 files judged \(4 frames\): 0 with errors/u);
    }
  });

  it("stops when it is interrupted", async () => {
    const interrupted = AbortSignal.abort();
    const ran = await cli(["check", "--no-wireshark", "good.pcap"], { cwd: folder, interrupted });
    expect(ran).toEqual({ code: 130, stdout: "", stderr: "interrupted\n" });
  });
});

/** A dissector that answers with what it is given; what a test does not expect throws. */
function answering(...answers: (Partial<Dissection> | Error)[]): Dissector {
  return {
    name: "tshark",
    version: () => Promise.resolve("9.9.9"),
    dissect: () => {
      const answer = answers.shift();
      if (answer === undefined) throw new Error("asked too often");
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve({
        dissector: "tshark",
        version: "9.9.9",
        frames: 2,
        expertInfo: [],
        ...answer,
      });
    },
    close: () => Promise.resolve(),
  };
}

const absent: ChosenDissector = {
  kind: "absent",
  reason: "tshark: tshark is not installed",
  hint: "install it",
};

async function checkWith(
  chosen: ChosenDissector | Dissector,
  options: Partial<CheckOptions> = {},
  names: readonly string[] = ["good.pcap"],
): Promise<CliRun> {
  let stdout = "";
  let stderr = "";
  const context = catchingContext(
    { cwd: folder },
    (text) => (stdout += text),
    (text) => (stderr += text),
  );
  const found: ChosenDissector =
    "kind" in chosen ? chosen : { kind: "present", dissector: chosen, version: "9.9.9" };
  const all: CheckOptions = { profile: "real", failOn: "error", wireshark: "auto", ignore: [], ...options };
  const code = await runCheck(names, all, context, (choice) =>
    openWiresharkJudge(choice, () => Promise.resolve(found)),
  );
  return { code, stdout, stderr };
}

const died = new WiretaleError("wireshark-died", "it died", { retryable: true });

describe("check and Wireshark", () => {
  const reset = {
    frameNumber: 2,
    severity: "warn",
    group: "sequence",
    protocol: "tcp",
    field: "tcp.connection.rst",
    message: "Connection reset (RST)",
  } as const;

  it("says who judged, and its findings beside ours", async () => {
    const { code, stdout, stderr } = await checkWith(answering({ expertInfo: [reset] }), { failOn: "warn" });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toBe(
      [
        "good.pcap: 2 frames, Ethernet",
        "Wiretale   0 errors, 0 warnings, 0 notes, 0 chats (profile real)",
        "Wireshark  0 errors, 1 warning, 0 notes, 0 chats (9.9.9 by tshark)",
        "",
        "warn   wireshark-tcp-connection-rst: 1 finding in frame 2",
        "       Connection reset (RST)",
        "       why: A port is closed, or one side gave up: data under way are lost. (RFC 9293 section 3.5.2)",
        "       filter: frame.number == 2",
        "",
      ].join("\n"),
    );
    const [document] = documentsOf(await checkWith(answering({ expertInfo: [reset] }), { json: true }));
    expect(document).toMatchObject({
      wireshark: { adapter: "tshark", version: "9.9.9" },
      findings: [{ source: "wireshark", filter: "frame.number == 2 && tcp.connection.rst" }],
    });
  });

  it("judges by our rules where there is none, and says so once", async () => {
    const names = ["good.pcap", "group.pcap"];
    const { code, stdout, stderr } = await checkWith(absent, { failOn: "warn" }, names);
    expect(code).toBe(1);
    expect(stderr).toBe(
      "warning: good.pcap: Wireshark has not judged it: tshark: tshark is not installed (install it)\n",
    );
    expect(stdout.match(/^Wireshark {2}not asked: tshark: tshark is not installed/gmu)).toHaveLength(2);
    const [document] = documentsOf(await checkWith(absent, { json: true }));
    expect(document?.wireshark).toEqual({ missing: "tshark: tshark is not installed (install it)" });
  });

  it("fails where one is required and there is none", async () => {
    for (const wireshark of ["require", "tshark", "wiregasm"] as const) {
      await expect(checkWith(absent, { wireshark })).rejects.toMatchObject({
        code: "wireshark-missing",
        hint: "install it; --no-wireshark checks without it",
      });
    }
  });

  it("asks once more where it died, and goes on without it", async () => {
    const again = await checkWith(answering(died, { expertInfo: [reset] }), { json: true });
    expect(documentsOf(again)[0]?.findings).toHaveLength(1);
    const names = ["good.pcap", "good.pcap"];
    const gone = await checkWith(answering(died, died, {}), { json: true }, names);
    expect(gone.code).toBe(0);
    expect(documentsOf(gone).map(({ wireshark }) => wireshark)).toEqual([
      { missing: "it died" },
      { adapter: "tshark", version: "9.9.9" },
    ]);
    expect(gone.stderr).toMatch(/^warning: good\.pcap: Wireshark has not judged it: it died\n/u);
  });

  it("asks not again where it took too long, and exits with 3 where it was required", async () => {
    const late = new WiretaleError("wireshark-timed-out", "it took too long");
    const { code, stdout } = await checkWith(answering(late), { wireshark: "require" });
    expect(code).toBe(3);
    expect(stdout).toContain("Wireshark  not asked: it took too long");
  });

  it("takes a file that Wireshark does not know for no fault, and one that breaks off for one", async () => {
    const unread = await checkWith(answering({ problem: unreadFile }), { json: true });
    expect(unread.code).toBe(0);
    expect(documentsOf(unread)[0]).toMatchObject({
      findings: [],
      wireshark: { missing: expect.stringContaining("a link type that it does not know") as string },
    });
    const problem = { kind: "damaged", message: "is cut short" } as const;
    const damaged = await checkWith(answering({ problem }), { json: true });
    expect(damaged.code).toBe(1);
    expect(documentsOf(damaged)[0]?.findings).toMatchObject([{ code: "wireshark-unread" }]);
  });

  it("notes a limit that was reached", async () => {
    const limited = await checkWith(answering({ limit: "its time was up at frame 7" }), { json: true });
    expect(documentsOf(limited)[0]?.findings).toMatchObject([
      { code: "wireshark-limit-reached", severity: "note", message: "its time was up at frame 7" },
    ]);
  });
});
