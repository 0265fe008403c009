import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../cli/program.js";
import { catchingContext, type CliSetting } from "./catching-context.js";
import { cli } from "./support.js";

const script = `pkt_1 = Ether(src="3c:22:fb:5a:19:c4", dst="ff:ff:ff:ff:ff:ff")/ARP(op=1, hwsrc="3c:22:fb:5a:19:c4", psrc="192.168.1.23", hwdst="00:00:00:00:00:00", pdst="192.168.1.1")
time.sleep(0.25)
pkt_2 = Ether(src="50:c7:bf:8e:71:03", dst="3c:22:fb:5a:19:c4")/ARP(op=2, hwsrc="50:c7:bf:8e:71:03", psrc="192.168.1.1", hwdst="3c:22:fb:5a:19:c4", pdst="192.168.1.23")
`;
// RFC 826: hardware type, protocol type, lengths, operation, sender, target; after the Ethernet header.
const request =
  "ffffffffffff3c22fb5a19c40806" + "0001080006040001" + "3c22fb5a19c4c0a80117" + "000000000000c0a80101";
const reply =
  "3c22fb5a19c450c7bf8e71030806" + "0001080006040002" + "50c7bf8e7103c0a80101" + "3c22fb5a19c4c0a80117";
const frames = [
  { number: 1, time: "1700000000.000000", hex: request, layers: ["Ether", "ARP"] },
  { number: 2, time: "1700000000.250000", hex: reply, layers: ["Ether", "ARP"] },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-run-script-"));
  await writeFile(join(folder, "arp.py"), script);
  await writeFile(join(folder, "bad.py"), `${script}pkt_3 = IP(sorce="192.0.2.1")\n`);
  await writeFile(join(folder, "binary.py"), Uint8Array.of(0xff, 0xfe, 0x00));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(argv: readonly string[], setting: CliSetting = {}) {
  return cli(["run-script", "--seed", "1", "--start", "1700000000", ...argv], { cwd: folder, ...setting });
}

interface ResultLine {
  readonly id: unknown;
  readonly frames: readonly unknown[];
  readonly diagnostics: readonly unknown[];
}

function documents(stdout: string): readonly ResultLine[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ResultLine);
}

async function* chunks(octets: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

describe("run-script", () => {
  it("answers frames, octet for octet, with virtual times", async () => {
    const { code, stdout, stderr } = await run(["arp.py", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ linkType: 1, frames, cleanup: [], diagnostics: [] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("reads standard input", async () => {
    const { stdout } = await run(["-", "--json"], { stdin: script });
    expect(JSON.parse(stdout)).toMatchObject({ frames });
  });

  it("shows a listing", async () => {
    const { stdout } = await run(["arp.py"]);
    const [head = "", first = "", second = ""] = stdout.split("\n");
    expect(head).toMatch(/^No\. +Time +Source +Destination +Protocol +Length +Info$/u);
    expect(first).toMatch(/^ +1 +0\.000000 .* ARP +42 +Who has 192\.168\.1\.1\? Tell 192\.168\.1\.23$/u);
    expect(second).toMatch(/^ +2 +0\.250000 .* 192\.168\.1\.1 is at 50:c7:bf:8e:71:03$/u);
  });

  it("shows the line that is wrong, with caret and hint, and exits with 1", async () => {
    const { code, stderr } = await run(["bad.py"]);
    expect(code).toBe(1);
    const [error = "", line = "", caret = "", hint = ""] = stderr.split("\n");
    expect(error).toMatch(/^bad\.py:4:\d+: error: .*sorce.* \[[a-z-]+\]$/u);
    expect(line).toBe('  pkt_3 = IP(sorce="192.0.2.1")');
    expect(caret.trim()).toBe("^");
    expect(hint).toMatch(/^ {2}hint: .*src/u);
  });

  it("gives the same of a diagnostic in JSON", async () => {
    const { code, stdout } = await run(["bad.py", "--json"]);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Record<string, unknown>[] };
    expect(code).toBe(1);
    expect(Object.keys(diagnostics[0] ?? {})).toEqual([
      "code",
      "severity",
      "line",
      "column",
      "message",
      "hint",
    ]);
    expect(diagnostics[0]).toMatchObject({ severity: "error", line: 4 });
  });

  it("answers every line of --jsonl from the same seed and start, in order", async () => {
    const draw = "pkt_1 = IP(id=random.randint(0, 65535))";
    const stdin = [
      JSON.stringify({ id: "b", script: draw }),
      "",
      JSON.stringify({ id: 7, script: "pkt_1 = IP(" }),
      JSON.stringify({ id: null, script: draw }),
    ].join("\n");
    const { code, stdout } = await run(["-", "--jsonl"], { stdin });
    const results = documents(stdout);
    expect(code).toBe(0);
    expect(stdout.startsWith('{"id":"b","linkType":101,')).toBe(true);
    expect(results.map(({ id }) => id)).toEqual(["b", 7, null]);
    expect(results[2]?.frames).toEqual(results[0]?.frames);
    expect(results[1]).toMatchObject({ linkType: null, frames: [] });
  });

  it("answers a line of --jsonl that is no request with one diagnostic, and goes on", async () => {
    const good = JSON.stringify({ id: 1, script: "pkt_1 = IP()" });
    const { code, stdout, stderr } = await run(["-", "--jsonl"], {
      stdin: `not json\n${good}\n{"id": "b"}\n`,
    });
    const results = documents(stdout);
    expect(code).toBe(0);
    expect(results.map(({ id }) => id)).toEqual([null, 1, "b"]);
    expect(results[0]).toEqual({
      id: null,
      linkType: null,
      frames: [],
      cleanup: [],
      diagnostics: [
        {
          code: "bad-request-line",
          severity: "error",
          line: 1,
          column: 1,
          message: "line 1 of the input is not JSON",
          hint: expect.stringContaining('{"id": 1, "script":') as unknown,
        },
      ],
    });
    expect(results[1]?.frames).toHaveLength(1);
    expect(results[2]?.diagnostics).toMatchObject([{ message: "line 3 of the input has no script" }]);
    expect(stderr).toMatch(
      /^warning: \(standard input\), line 1: the line is not JSON\nhint: .*\nwarning: .*line 3/u,
    );
  });

  const faulty: readonly (readonly [name: string, line: string, id: unknown, message: RegExp])[] = [
    ["an array", "[1]", null, /no JSON object/u],
    ["a script that is no text", '{"id": 4, "script": 1}', 4, /script that is not text/u],
    ["an id that would lose digits", '{"id": 12345678901234567890, "script": ""}', null, /neither text nor/u],
    ["an id that is no number", '{"id": {}, "script": ""}', null, /neither text nor/u],
    [
      "a line of 9 MB",
      `{"id": 5, "script": "${"#".repeat(9_000_000)}"}`,
      null,
      /longer than 8388608 octets/u,
    ],
  ];
  it.each(faulty)("keeps %s in its place among the results", async (_name, line, id, message) => {
    const good = JSON.stringify({ id: "good", script: "pkt_1 = IP()" });
    const { code, stdout } = await run(["-", "--jsonl"], { stdin: [good, line, good].join("\n") });
    const results = documents(stdout);
    expect(code).toBe(0);
    expect(results.map((result) => result.id)).toEqual(["good", id, "good"]);
    expect(results[1]?.diagnostics).toMatchObject([{ message: expect.stringMatching(message) as unknown }]);
  });

  it("refuses octets that are not UTF-8 instead of changing the script", async () => {
    const line = Buffer.concat([Buffer.from('{"id": 1, "script": "'), Buffer.of(0xe9), Buffer.from('"}\n')]);
    const { stdout } = await run(["-", "--jsonl"], { stdin: chunks(line, 1000) });
    expect(documents(stdout)[0]?.diagnostics).toMatchObject([
      { message: expect.stringContaining("UTF-8") as unknown },
    ]);
  });

  it("calls a file without one request a wrong request", async () => {
    const { code, stderr } = await run(["arp.py", "--jsonl"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: arp\.py: not one of its 3 lines is a script to run\nhint: /u);
  });

  it("reads --jsonl with a byte order mark, CRLF, empty lines and no final newline, cut anywhere", async () => {
    const text =
      '\ufeff{"id":"ä","script":"pkt_1 = IP()"}\r\n\r\n  \n{"id":2,"script":"pkt_1 = IP()\\r\\npkt_2 = IP()"}';
    for (const size of [1, 3, 1000]) {
      const { code, stdout, stderr } = await run(["-", "--jsonl"], {
        stdin: chunks(Buffer.from(text), size),
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(documents(stdout).map(({ id, frames }) => [id, frames.length])).toEqual([
        ["ä", 1],
        [2, 2],
      ]);
    }
  });

  it("answers each line before it asks for the next", async () => {
    let stdout = "";
    const seen: number[] = [];
    const stdin = (async function* () {
      for (let id = 0; id < 3; id += 1) {
        seen.push(documents(stdout).length);
        yield Buffer.from(`${JSON.stringify({ id, script: "pkt_1 = IP()" })}\n`);
      }
    })();
    const context = catchingContext(
      { cwd: folder, stdin },
      (text) => (stdout += text),
      () => undefined,
    );
    await runCli(["run-script", "-", "--jsonl", "--seed", "1", "--start", "1"], context, "0.0.0-test");
    expect(seen).toEqual([0, 1, 2]);
  });

  it("stops once nobody reads the results", async () => {
    let stdout = "";
    const line = `${JSON.stringify({ id: 1, script: "pkt_1 = IP()" })}\n`;
    const stdin = (async function* () {
      for (;;) yield Buffer.from(line);
    })();
    const context = catchingContext(
      { cwd: folder, stdin },
      (text) => (stdout += text),
      () => undefined,
    );
    const unread = { ...context.stdout, drained: () => Promise.resolve(documents(stdout).length < 2) };
    const argv = ["run-script", "-", "--jsonl", "--seed", "1", "--start", "1"];
    expect(await runCli(argv, { ...context, stdout: unread }, "0.0.0-test")).toBe(0);
    expect(documents(stdout)).toHaveLength(2);
  });

  it("names the file in the results of several, and goes on after one that is not there", async () => {
    await writeFile(join(folder, "a.jsonl"), `${JSON.stringify({ id: 1, script: "pkt_1 = IP()" })}\n`);
    await writeFile(join(folder, "b.jsonl"), `${JSON.stringify({ id: 1, script: "pkt_1 = IP(" })}\n`);
    const { code, stdout, stderr } = await run(["a.jsonl", "none.jsonl", "b.jsonl", "--jsonl"]);
    expect(code).toBe(2);
    expect(stderr).toBe("error: none.jsonl: no such file\n");
    expect(documents(stdout)).toMatchObject([
      { id: 1, file: "a.jsonl", diagnostics: [] },
      { id: 1, file: "b.jsonl", diagnostics: [{ code: "syntax" }] },
    ]);
  });

  it("ends with 130 when it is interrupted between lines", async () => {
    const interrupt = new AbortController();
    const stdin = (async function* () {
      yield Buffer.from(`${JSON.stringify({ id: 1, script: "pkt_1 = IP()" })}\n`);
      interrupt.abort();
      await new Promise(() => undefined);
    })();
    const { code, stdout } = await run(["-", "--jsonl"], { stdin, interrupted: interrupt.signal });
    expect(code).toBe(130);
    expect(documents(stdout)).toHaveLength(1);
  });

  it("refuses frames of two link types in one capture", async () => {
    const stdin = "pkt_1 = Ether()/IP()\npkt_2 = IP()\n";
    const { code, stdout } = await run(["-", "--json"], { stdin });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      linkType: null,
      diagnostics: [{ code: "mixed-link-types", line: 2 }],
    });
  });

  it("lists frames of two link types each as what it is", async () => {
    const { stdout } = await run(["-"], {
      stdin: 'pkt_1 = Ether()/IP()\npkt_2 = IP(dst="10.1.2.3")/UDP()\n',
    });
    expect(stdout).toMatch(/^ +2 .* 10\.1\.2\.3 +UDP/mu);
  });

  it("writes a capture whole, and never over another", async () => {
    const path = join(folder, "arp.pcap");
    expect((await run(["arp.py", "--out", "arp.pcap"])).code).toBe(0);
    const bytes = await readFile(path);
    // Magic, link type, the second frame's 250 000 µs.
    expect(bytes.subarray(0, 4).toString("hex")).toBe("d4c3b2a1");
    expect(bytes.readUInt32LE(20)).toBe(1);
    expect(bytes.subarray(24 + 16, 24 + 16 + 42).toString("hex")).toBe(request);
    expect(bytes.readUInt32LE(24 + 16 + 42 + 4)).toBe(250_000);
    const again = await run(["arp.py", "--out", "arp.pcap"]);
    expect(again.code).toBe(2);
    expect((await run(["arp.py", "--out", "arp.pcap", "--force"])).code).toBe(0);
  });

  it("writes no capture of a script with diagnostics", async () => {
    const { code, stderr } = await run(["bad.py", "--out", "bad.pcap"]);
    expect(code).toBe(1);
    expect(stderr).toContain("was not written");
    await expect(access(join(folder, "bad.pcap"))).rejects.toThrow("ENOENT");
  });

  it("runs the others where one cannot be read", async () => {
    const { code, stdout, stderr } = await run(["none.py", "binary.py", "arp.py", "--json"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/none\.py: no such file/u);
    expect(stderr).toMatch(/binary\.py: is not UTF-8 text/u);
    expect(JSON.parse(stdout)).toMatchObject({ file: "arp.py", frames });
  });

  it("frames bare IP between the two documented hosts with --defaults persona", async () => {
    const stdin =
      'pkt_1 = IP(src="192.168.1.23", dst="192.168.1.80")/TCP(sport=40000, dport=80, flags="S")\n';
    const { code, stdout } = await run(["-", "--json", "--defaults", "persona"], { stdin });
    const document = JSON.parse(stdout) as { linkType: number; frames: { hex: string; layers: string[] }[] };
    expect(code).toBe(0);
    expect(document.linkType).toBe(1);
    // examples/endpoints.yaml: 18:db:f2:0c:44:91 is the server, 3c:22:fb:5a:19:c4 the client.
    expect(document.frames[0]?.hex.slice(0, 28)).toBe("18dbf20c4491" + "3c22fb5a19c4" + "0800");
    expect(document.frames[0]?.layers).toEqual(["Ether", "IP", "TCP"]);
  });

  it("draws a seed where none is given, and says which", async () => {
    const { stderr } = await cli(["run-script", "-"], { stdin: "pkt_1 = IP()" });
    expect(stderr).toBe("seed 42\nstart 1700000000\n");
  });

  it("has a document a file with --json, each with its name", async () => {
    const { code, stdout } = await run(["arp.py", "bad.py", "-", "--json"], { stdin: "pkt_1 = IP()" });
    expect(code).toBe(1);
    expect(documents(stdout)).toMatchObject([
      { file: "arp.py", frames },
      { file: "bad.py", diagnostics: [{ line: 4 }] },
      { file: "-", linkType: 101 },
    ]);
  });

  it("says that a capture is none of its scripts", async () => {
    // Magic number, version 2.4, snap length, link type; the octets of the magic number are no UTF-8.
    const header = "d4c3b2a1" + "02000400" + "0000000000000000" + "00000400" + "01000000";
    await writeFile(join(folder, "a.pcap"), Buffer.from(header, "hex"));
    const { code, stderr } = await run(["a.pcap"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: a.pcap: is not UTF-8 text\nhint: it is a capture: `wiretale check` reads those\n",
    );
  });

  it("shows no packets of an empty script", async () => {
    expect(await run(["-"], { stdin: "" })).toEqual({ code: 0, stdout: "no packets\n", stderr: "" });
  });

  it.each([
    ["-5", "wrong-value"],
    ["2 ** 32", "budget-duration"],
    ["1e305", "budget-duration"],
  ])("refuses the time %s where it is assigned", async (time, wanted) => {
    const stdin = `\npkt_1 = IP()\npkt_1.time = ${time}\n`;
    const { code, stdout } = await run(["-", "--json"], { stdin });
    expect(code).toBe(1);
    expect(documents(stdout)).toMatchObject([
      {
        diagnostics: [{ code: wanted, line: 3 }],
      },
    ]);
  });
});

describe("run-script --explain", () => {
  const explain = (stdin: string, argv: readonly string[] = [], setting: CliSetting = {}) =>
    run(["-", "--explain", ...argv], { stdin, env: { LANG: "C.UTF-8" }, ...setting });

  it("shows values, virtual time and frames below the statement that made them", async () => {
    const stdin = `x, y = 7, "a"
pkt_1 = IP(src="192.0.2.1",
           dst="192.0.2.2")/UDP(sport=1000 + x)
# a pause
time.sleep(0.25)
for i in range(3):
    x += i
else:
    d = {"k": [x, None]}
pkt_1[IP].ttl = 9
`;
    // Octets: IPv4 header 20, UDP header 8.
    expect(await explain(stdin)).toEqual({
      code: 0,
      stderr: "",
      stdout: `(standard input): 1 frame; times in seconds after the start, 1700000000.000000
 1 | x, y = 7, "a"
   |   x = 7
   |   y = 'a'
 2 | pkt_1 = IP(src="192.0.2.1",
 3 |            dst="192.0.2.2")/UDP(sport=1000 + x)
   |   pkt_1 = IP(src='192.0.2.1', dst='192.0.2.2')/UDP(sport=1007)
   |   frame 1  0.000000  192.0.2.1 → 192.0.2.2 UDP 28 1007 → 53 Len=0
 4 | # a pause
 5 | time.sleep(0.25)
   |   slept 0.250000 s: time 0.250000
 6 | for i in range(3):
   |   i = 0 → 1 → 2
 7 |     x += i
   |   x = 7 → 8 → 10
 8 | else:
 9 |     d = {"k": [x, None]}
   |   d = {'k': [10, None]}
10 | pkt_1[IP].ttl = 9
   |   pkt_1[IP].ttl = 9
`,
    });
  });

  it("shows what random drew: CPython's draws", async () => {
    // python3 -c 'import random; random.seed(1); print(random.randint(0, 65535), random.sample(range(100), 2))'
    const { stdout } = await explain("a = random.randint(0, 65535)\nb = random.sample(range(100), 2)\n");
    expect(stdout).toContain(`  |   a = 17611\n`);
    expect(stdout).toContain(`  |   b = [72, 97]\n`);
  });

  it("shows a diagnostic under its place, with what happened before", async () => {
    const { code, stdout, stderr } = await explain('x = 1\npkt_1 = IP(sorce="192.0.2.1")\n');
    const rows = stdout.split("\n");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(rows.slice(1, 5)).toEqual([
      "1 | x = 1",
      "  |   x = 1",
      '2 | pkt_1 = IP(sorce="192.0.2.1")',
      "  |            ^",
    ]);
    expect(rows[5]).toMatch(/^ {2}\| error: .*sorce.* \[unknown-field\]$/u);
    expect(rows[6]).toMatch(/^ {2}\| hint: /u);
  });

  it("counts lines after the clean-up, and says so", async () => {
    const { stdout } = await explain("Here it is:\n```python\nx = 1\n```\n");
    expect(stdout).toMatch(/^cleaned up, lines are counted without it: Markdown fences.*\n1 \| x = 1\n/mu);
  });

  it("lets nothing through that drives a terminal, and cuts what is long", async () => {
    const stdin = `x = "\u001b[31m\u202e" + chr(27) + "]0;title" + chr(7)\ny = "z" * 100000\n# \u001b[2J\u0007\n`;
    const { stdout } = await explain(stdin);
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
    expect(stdout).toContain("\\x1b]0;title");
    expect(stdout.length).toBeLessThan(1500);
  });

  it("shows of a loop's values the first twenty and how many more there were", async () => {
    const { stdout } = await explain("for i in range(1000):\n    pass\n");
    expect(stdout).toMatch(/i = 0 → 1 .* → 19\n.* and 980 assignments more\n/u);
  });

  it("is ASCII where the terminal is", async () => {
    const { stdout } = await explain("for i in range(2): pass\npkt_1 = IP()\n", [], { env: {} });
    expect(stdout).toMatch(/^[\n\x20-\x7e]*$/u);
    expect(stdout).toContain("i = 0 -> 1");
  });

  it("says what a persona filled, and which", async () => {
    const stdin =
      'pkt_1 = IP(src="192.168.1.23", dst="192.168.1.80", ttl=9)/TCP(sport=40000, dport=80, flags="S")\n';
    const { stdout } = await explain(stdin, ["--defaults", "persona"]);
    expect(stdout).toContain("filled by link: Ether.source, Ether.destination\n");
    expect(stdout).toMatch(/filled by persona linux-client: .*TCP\.window/u);
    expect(stdout).not.toMatch(/IP\.ttl/u);
  });

  it("gives the same as data", async () => {
    const stdin = "x = 3\ntime.sleep(0.5)\npkt_1 = IP(ttl=x)\npkt_2 = IP(ttk=1)\n";
    const { stdout } = await explain(stdin, ["--json"]);
    const nothing = { values: [], moreValues: 0, sleeps: [], moreSleeps: 0, frames: [], diagnostics: [] };
    expect(JSON.parse(stdout)).toMatchObject({
      frames: [{ number: 1, time: "1700000000.500000" }],
      explanation: {
        source: stdin,
        statements: [
          { ...nothing, from: 1, to: 1, values: [{ name: "x", value: "3" }] },
          { ...nothing, from: 2, to: 2, sleeps: [{ seconds: 0.5, time: "1700000000.500000" }] },
          {
            ...nothing,
            from: 3,
            to: 3,
            values: [{ name: "pkt_1", value: "IP(ttl=3)" }],
            frames: [
              { number: 1, summary: "0.0.0.0 → 127.0.0.1 IPv4 20 IP protocol 0, 0 octets", filled: [] },
            ],
          },
          { ...nothing, from: 4, to: 4, diagnostics: [{ code: "unknown-field", line: 4, column: 12 }] },
        ],
      },
    });
  });

  it("changes nothing of the run it explains", async () => {
    const stdin =
      "pkts = [IP(id=random.randint(0, 65535)) for i in range(20)]\ntime.sleep(random.random())\npkts += [IP()]\n";
    const plain = JSON.parse((await run(["-", "--json"], { stdin })).stdout) as object;
    const explained = JSON.parse((await explain(stdin, ["--json"])).stdout) as object;
    expect(explained).toMatchObject(plain);
  });

  it("explains the lines of --jsonl too", async () => {
    const { stdout } = await explain(JSON.stringify({ id: 1, script: "x = 1" }), ["--jsonl"]);
    expect(documents(stdout)).toMatchObject([
      { id: 1, explanation: { statements: [{ values: [{ name: "x" }] }] } },
    ]);
  });
});
