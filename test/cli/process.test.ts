import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/config/package-root.js";
import { runWiretale, startWiretale } from "../support/run-wiretale.js";
import { captureOf } from "../wireshark/captures.js";
import { arpReply, arpRequest, octets, pcapHeader } from "./small-capture.js";

const main = join(packageRoot(), "dist", "cli", "main.js");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-process-"));
  await writeFile(join(folder, "arp.pcap"), octets(pcapHeader, ...arpRequest, ...arpReply));
  await writeFile(join(folder, "resets.pcap"), captureOf(Array<"reset">(500).fill("reset")));
});
/** Processes that a process has started and that still run. */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .filter((text) => text !== "")
    .map(Number);
}

afterAll(() => rm(folder, { recursive: true, force: true }));

/** `$0 $1` is the command, `$2` the argument. */
function bash(command: string, argument = ""): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) =>
    execFile("bash", ["-c", command, process.execPath, main, argument], (_error, stdout, stderr) =>
      resolve({ stdout, stderr }),
    ),
  );
}

describe("the wiretale process", () => {
  it("says its version and ends with 0", async () => {
    const { code, stdout, stderr } = await runWiretale(["--version"], { cwd: folder });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("ends with the code of what went wrong", async () => {
    const usage = await runWiretale(["day", "--url", "ftp://example.com/"], { cwd: folder });
    expect(usage.code).toBe(2);
    expect(usage.stderr).toMatch(/^error: .*only http is supported.*\nhint: /u);
    const surroundings = await runWiretale(["list"], {
      cwd: folder,
      env: { TEMPORAL_ADDRESS: "127.0.0.1:1" },
    });
    expect(surroundings.code).toBe(3);
    expect(surroundings.stderr).toMatch(
      /^error: the Temporal server at 127\.0\.0\.1:1 does not answer.*\nhint: /u,
    );
  });

  it("asks Wireshark about a capture", async () => {
    const { code, stdout } = await runWiretale(["check", "arp.pcap"], { cwd: folder });
    expect(stdout).toMatch(/^Wireshark {2}0 errors, 0 warnings, 0 notes, 0 chats \(\d+\.\d+\.\d+ by /mu);
    expect(code).toBe(0);
  });

  it("ends a check soon when it is interrupted, and leaves no Wireshark behind", async () => {
    const names = Array.from({ length: 500 }, () => "resets.pcap");
    const {
      process: child,
      says,
      ended,
    } = startWiretale(["check", "--format", "concise", ...names], {
      cwd: folder,
    });
    await says("resets.pcap:");
    const wiresharks = childrenOf(child.pid ?? 0);
    expect(wiresharks.length).toBeGreaterThan(0);
    const interruptedAt = performance.now();
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toBe("interrupted\n");
    expect(performance.now() - interruptedAt).toBeLessThan(5_000);
    expect(wiresharks.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });

  it("judges on when its Wireshark is killed", async () => {
    const names = Array.from({ length: 40 }, () => "resets.pcap");
    const { process: child, says, ended } = startWiretale(["check", "--json", ...names], { cwd: folder });
    await says('"adapter":');
    for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, "SIGKILL");
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).not.toContain("warning:");
    expect(stdout.match(/"adapter":"(?:wiregasm|tshark)"/gu)).toHaveLength(40);
  });

  it("reads a capture of 400 MB from a pipe in bounded memory", async () => {
    const child = spawn(process.execPath, [main, "check", "--json", "-"], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    // Frames of 65,519 octets and their headers of 16, of a link type that is not taken apart; the times are zero.
    const record = new Uint8Array(65_535);
    record.set(octets("00000000 00000000 efff0000 efff0000"));
    const records = Buffer.concat(Array<Uint8Array>(16).fill(record));
    child.stdin.write(octets("d4c3b2a1 0200 0400 00000000 00000000 ffff0000 93000000"));
    for (let round = 0; round < 400; round += 1) {
      if (!child.stdin.write(records)) await once(child.stdin, "drain");
    }
    const status = readFileSync(`/proc/${child.pid ?? 0}/status`, "utf8");
    child.stdin.end();
    expect(await ended).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      frames: 6_400,
      linkType: 147,
      linkTypes: [{ frames: 6_400 }],
    });
    const peakMegabytes = Number(/VmHWM:\s+(\d+) kB/u.exec(status)?.[1]) / 1024;
    expect(peakMegabytes).toBeLessThan(300);
  });

  it("checks quietly on when its reader leaves", async () => {
    const command = `"$0" "$1" check --no-wireshark --json $(yes resets.pcap | head -200) | head -c 20; echo " \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) =>
      execFile("bash", ["-c", command, process.execPath, main], { cwd: folder }, (_error, stdout, stderr) =>
        resolve({ stdout, stderr }),
      ),
    );
    expect(stderr).toMatch(/^200 files judged/u);
    expect(stdout).toMatch(/^\{"file":".{11} 0\n$/u);
  });

  it("is quiet when its reader leaves", async () => {
    const line = JSON.stringify({ id: 1, script: "pkts = [IP(id=i)/Raw(b'x' * 900) for i in range(100)]" });
    const command = `yes '${line}' | head -200 | "$0" "$1" run-script - --jsonl --seed 1 --start 1 | head -c 10; echo "\${PIPESTATUS[2]}"`;
    expect(await bash(command)).toEqual({ stderr: "", stdout: '{"id":1,"l0\n' });
  });

  it("stops reading when its reader leaves, though its input never ends", async () => {
    const line = JSON.stringify({ id: 1, script: "pkt_1 = IP()" });
    const command = `yes '${line}' | "$0" "$1" run-script - --jsonl --seed 1 --start 1 | head -2 | cut -c1-7; echo "\${PIPESTATUS[1]}"`;
    expect(await bash(command)).toEqual({ stderr: "", stdout: '{"id":1\n{"id":1\n0\n' });
  });

  it("reads a script from a named pipe", async () => {
    await bash('mkfifo "$2"', join(folder, "script"));
    const { stdout } = await bash(
      `(sleep 0.5; echo 'pkt_1 = IP()' > "$2") & "$0" "$1" run-script "$2" --json --seed 1 --start 1`,
      join(folder, "script"),
    );
    expect(JSON.parse(stdout)).toMatchObject({ linkType: 101 });
  });

  it("ends with 130 when it is interrupted before anybody writes to its pipe", async () => {
    await bash('mkfifo "$2"', join(folder, "silent"));
    const child = spawn(process.execPath, [main, "run-script", join(folder, "silent")]);
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    child.stderr.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("start ")) setTimeout(() => child.kill("SIGINT"), 200);
    });
    expect(await ended).toBe(130);
  });

  it("refuses a file without end", async () => {
    const { code, stderr } = await runWiretale(["run-script", "/dev/zero", "--seed", "1", "--start", "1"], {
      cwd: folder,
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: "error: /dev/zero: larger than 8388608 octets\n" });
  });

  it("ends with 130 while its reader stands still", async () => {
    const child = spawn(process.execPath, [
      main,
      "run-script",
      "-",
      "--jsonl",
      "--seed",
      "1",
      "--start",
      "1",
    ]);
    const line = `${JSON.stringify({ id: 1, script: "pkts = [IP()/Raw(b'x' * 9000) for i in range(100)]" })}\n`;
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    // Nobody reads from `child.stdout`: the pipe fills.
    child.stdin.on("error", () => undefined);
    child.stdin.write(line.repeat(50));
    setTimeout(() => child.kill("SIGINT"), 3000);
    expect(await ended).toBe(130);
  });

  it("lets one of two commands have the same --out", async () => {
    const argv = ["run-script", "-", "--seed", "1", "--start", "1", "--out", "both.pcap"];
    const both = await Promise.all(
      [1, 2].map(() => runWiretale(argv, { cwd: folder, input: "pkt_1 = IP()" })),
    );
    expect(both.map(({ code }) => code).sort()).toEqual([0, 2]);
    expect(both.map(({ stderr }) => stderr).join("")).toMatch(/both\.pcap is already there/u);
  });

  it("ends with 130 when it is interrupted", async () => {
    const child = spawn(process.execPath, [main, "run-script", "-"], { stdio: ["pipe", "pipe", "pipe"] });
    let stderr = "";
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      // It waits for its input by now.
      if (stderr.includes("start ")) child.kill("SIGINT");
    });
    expect(await ended).toBe(130);
    expect(stderr).toMatch(/interrupted\n$/u);
  });

  it("serves experts in the foreground until Ctrl-C", async () => {
    const { process: child, says, ended } = startWiretale(["experts", "serve"], { cwd: folder });
    await says("Ctrl-C ends it");
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect(stderr).toMatch(/^experts ready at http:\/\/127\.0\.0\.1:\d+\/v1 .*not a language model/u);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  });
});
