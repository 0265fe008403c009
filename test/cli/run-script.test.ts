import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CliSetting } from "./catching-context.js";
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
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: unknown; linkType: unknown; frames: unknown });
    expect(code).toBe(0);
    expect(stdout.startsWith('{"id":"b","linkType":101,')).toBe(true);
    expect(documents.map(({ id }) => id)).toEqual(["b", 7, null]);
    expect(documents[2]?.frames).toEqual(documents[0]?.frames);
    expect(documents[1]).toMatchObject({ linkType: null, frames: [] });
  });

  it("names the line of --jsonl that is none, and goes on", async () => {
    const stdin = `{"script": 1}\n${JSON.stringify({ id: 1, script: "pkt_1 = IP()" })}\n`;
    const { code, stdout, stderr } = await run(["-", "--jsonl"], { stdin });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: -, line 1: expected a JSON object with id and script/u);
    expect(JSON.parse(stdout)).toMatchObject({ id: 1 });
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
});
