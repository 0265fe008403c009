import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "./support.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-cli-"));
  await mkdir(join(folder, "none"));
  await writeFile(join(folder, "text.pcap"), "this is no capture at all, whatever its name says");
  await writeFile(join(folder, "broken.yaml"), "url: [http://example.com/\nname: x\n");
  await writeFile(join(folder, "wrong.yaml"), "ulr: http://example.com/\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is wrong in the request: exit 2, nothing on stdout, one error, no stack. */
const wrong: readonly (readonly [string, readonly string[], string | RegExp, string | RegExp])[] = [
  ["an unknown command", ["dya"], "error: unknown command 'dya'", "hint: did you mean day?"],
  ["an unknown flag", ["day", "--sed", "1"], "error: unknown option '--sed'", "hint: did you mean --seed?"],
  ["a seed that is none", ["day", "--seed", "-1"], /--seed <N>.*Expected a whole number/u, "hint: "],
  ["a seed beyond 32 bits", ["day", "--seed", "4294967296"], /from 0 to 4294967295/u, "hint: "],
  ["a start that is none", ["day", "--start", "now"], /Expected seconds since the epoch/u, "hint: "],
  ["a start beyond 2106", ["day", "--start", "4294967296"], /before 2106/u, "hint: "],
  ["an unknown role", ["day", "--persona", "host=x"], /roles client, router, nameServer, site/u, "hint: "],
  ["an unknown persona", ["day", "--persona", "client=linux-cleint"], "linux-cleint", "hint: did you mean"],
  ["an unknown cache mode", ["day", "--cache", "on"], /read, refresh, off/u, "hint: "],
  ["an unreadable URL", ["day", "--url", "http://"], "is not a URL", "hint: such as http://"],
  ["an https URL", ["day", "--url", "https://example.com/"], "https is not supported", "hint: "],
  ["a URL with a password", ["day", "--url", "http://a:b@example.com/"], "user name or password", "hint: "],
  ["a scenario that is not there", ["day", "--scenario", "none.yaml"], "none.yaml", "no such file"],
  ["a malformed scenario", ["day", "--scenario", "broken.yaml"], /broken\.yaml:\d+:\d+/u, "error: "],
  ["a scenario with a wrong key", ["day", "--scenario", "wrong.yaml"], /ulr/u, "hint: "],
  ["a file that is not there", ["check", "none.pcap"], "error: none.pcap: no such file", "error: "],
  [
    "a folder without captures",
    ["check", "none"],
    "error: none: a folder without captures",
    "hint: captures in folders are found by their endings",
  ],
  [
    "an unknown rule",
    ["explain", "arp-repl-not-unicast"],
    "no rule",
    "hint: did you mean arp-reply-not-unicast?",
  ],
  ["a rule like no other", ["explain", "x"], "no rule 'x'", "hint: `wiretale explain` lists the rules"],
  ["an unknown format", ["check", "--format", "xml", "a.pcap"], /full, concise, json, github/u, "hint: "],
  [
    "a file that is no capture",
    ["check", "--no-wireshark", "text.pcap"],
    "text.pcap: no magic number",
    "hint: ",
  ],
  ["a script that is not there", ["run-script", "none.py"], "error: none.py: no such file", "error: "],
  [
    "an existing --out",
    ["run-script", "-", "--out", "text.pcap"],
    "is already there",
    "hint: give another name, or --force",
  ],
  ["a folder as a script", ["run-script", "."], "error: .: is a folder", "error: "],
  ["standard input twice", ["run-script", "-", "-"], "can be read once only", "hint: "],
  [
    "--out of several scripts",
    ["run-script", "a", "b", "--out", "c"],
    "frames of one script",
    "hint: a capture each",
  ],
  ["--out of --jsonl", ["run-script", "a", "--jsonl", "--out", "c"], "frames of one script", "hint: "],
  ["--force alone", ["run-script", "a", "--force"], "--force is for --out", "hint: add --out"],
  ["--endpoints without persona", ["run-script", "a", "--endpoints", "b"], "--defaults persona", "hint: "],
  ["a policy that is none", ["run-script", "a", "--defaults", "none"], /scapy, persona/u, "hint: "],
  ["no script", ["run-script"], "error: missing required argument 'FILE'", "hint: "],
  ["no file", ["check"], "error: missing required argument 'FILE'", "hint: "],
  ["an unknown topic", ["help", "exit-code"], "no command or topic 'exit-code'", "hint: topics: exit-codes"],
];

describe("a wrong request", () => {
  it.each(wrong)("%s", async (_name, argv, error, hint) => {
    const { code, stdout, stderr } = await cli(argv, { cwd: folder });
    expect(stderr).toMatch(error);
    expect(stderr).toMatch(hint);
    expect(stderr).not.toMatch(/^\s+at /mu);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  it("prints what it quotes escaped", async () => {
    const { stderr } = await cli(["check", "a\u001b[31m\u202e.pcap"], { cwd: folder });
    expect(stderr).toBe("error: a\\x1b[31m\\u202e.pcap: no such file\n");
  });

  it("shows the stack for debugging only", async () => {
    const { stderr } = await cli(["check", "none.pcap"], { cwd: folder, env: { WIRETALE_DEBUG: "1" } });
    expect(stderr).toMatch(/^\s+at /mu);
  });
});

describe("help", () => {
  const commands = [
    ["day"],
    ["show"],
    ["list"],
    ["run-script"],
    ["check"],
    ["explain"],
    ["server"],
    ["worker"],
    ["experts", "serve"],
    ["config", "print"],
  ];

  it.each(commands)("of %s %s explains every flag and has an example", async (...command) => {
    const names = command.filter((name) => name !== undefined);
    const { code, stdout, stderr } = await cli([...names, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Usage: wiretale");
    expect(stdout).toMatch(/Examples:\n +.*wiretale /u);
    // A flag is followed by its explanation, on its line or on the next.
    expect(stdout).not.toMatch(/^ +--?\S+( \S+)?\n +-/mu);
  });

  it("fits eighty columns", async () => {
    const { stdout } = await cli(["day", "--help"], { env: { COLUMNS: "80" } });
    const long = stdout.split("\n").filter((line) => line.length > 80);
    expect(long).toEqual([]);
  });

  it("lists the commands when nothing is said", async () => {
    const { code, stdout } = await cli([]);
    expect(code).toBe(0);
    for (const [name] of commands) expect(stdout).toContain(`\n  ${name}`);
  });

  it("says what the exit codes mean", async () => {
    const { code, stdout } = await cli(["help", "exit-codes"]);
    expect(code).toBe(0);
    expect(stdout.match(/^ *\d+/gmu)?.map(Number)).toEqual([0, 1, 2, 3, 4, 130]);
  });

  it("says the version", async () => {
    expect(await cli(["--version"])).toEqual({ code: 0, stdout: "0.0.0-test\n", stderr: "" });
  });
});

describe("colour", () => {
  it("is off without a terminal, on when forced, off with NO_COLOR", async () => {
    const argv = ["check", "none.pcap"];
    const plain = await cli(argv, { cwd: folder });
    const forced = await cli(argv, { cwd: folder, env: { FORCE_COLOR: "1" } });
    const off = await cli(argv, { cwd: folder, env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
    expect(forced.stderr).toMatch(/^\u001b\[31merror:/u);
    expect(off.stderr).toBe(plain.stderr);
  });
});
