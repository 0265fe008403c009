import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { acquireLock, isAlive, processStart, readOwner, thisProcess } from "../../scripts/file-lock.mjs";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A process that takes the lock, says `taken`, and holds it for a while; without a time, until it is killed. */
function holder(path: string, log: string, holdMs?: number): ChildProcess {
  const program = `
    import { appendFileSync } from "node:fs";
    import { acquireLock } from "./scripts/file-lock.mjs";
    const [path, log, holdMs] = process.argv.slice(1);
    const lock = await acquireLock(path, { purpose: "holding", pollMs: 5 });
    appendFileSync(log, "in\\n");
    process.stdout.write("taken\\n");
    await new Promise((resolve) => setTimeout(resolve, Number(holdMs ?? 60_000)));
    appendFileSync(log, "out\\n");
    lock.release();`;
  const args = ["--input-type=module", "-e", program, path, log];
  const child = spawn(process.execPath, holdMs === undefined ? args : [...args, String(holdMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function taken(child: ChildProcess): Promise<void> {
  await once(child.stdout!, "data");
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("a lock between processes", () => {
  it("is held by one at a time", async () => {
    const folder = await temporaryFolder("lock");
    const [path, log] = [join(folder, "lock"), join(folder, "log")];
    const holders = Array.from({ length: 5 }, () => holder(path, log, 40));
    await Promise.all(holders.map((child) => once(child, "exit")));
    expect(holders.map((child) => child.exitCode)).toEqual([0, 0, 0, 0, 0]);
    expect(await readFile(log, "utf8")).toBe("in\nout\n".repeat(5));
    expect(await readdir(folder)).toEqual(["log"]);
  });

  it("tells once who is waited for and why", async () => {
    const folder = await temporaryFolder("lock");
    const path = join(folder, "lock");
    const child = holder(path, join(folder, "log"), 300);
    await taken(child);
    const waited: unknown[] = [];
    const lock = await acquireLock(path, {
      purpose: "testing",
      pollMs: 5,
      onWait: ({ pid, purpose }) => waited.push({ pid, purpose }),
    });
    expect(waited).toEqual([{ pid: child.pid, purpose: "holding" }]);
    expect(readOwner(path)).toMatchObject({ pid: process.pid, purpose: "testing" });
    lock.release();
    expect(readOwner(path)).toBeUndefined();
  });

  it("of a killed process goes to exactly one of those who come next", async () => {
    const folder = await temporaryFolder("lock");
    const [path, log] = [join(folder, "lock"), join(folder, "log")];
    const first = holder(path, join(folder, "first"));
    await taken(first);
    await killed(first);
    const next = Array.from({ length: 5 }, () => holder(path, log, 20));
    await Promise.all(next.map((child) => once(child, "exit")));
    expect(await readFile(log, "utf8")).toBe("in\nout\n".repeat(5));
  });

  it("of another process that had our number is free", async () => {
    const path = join(await temporaryFolder("lock"), "lock");
    await mkdir(path);
    await writeFile(join(path, "old"), JSON.stringify({ pid: process.pid, started: "1", purpose: "x" }));
    const lock = await acquireLock(path, { purpose: "testing" });
    lock.release();
  });

  it.each(["", "{", "null", '"x"', '{"pid":"no"}'])("with %j for an owner is free", async (text) => {
    const path = join(await temporaryFolder("lock"), "lock");
    await mkdir(path);
    await writeFile(join(path, "damaged"), text);
    (await acquireLock(path, { purpose: "testing" })).release();
  });

  it("is waited for no longer than wanted", async () => {
    const folder = await temporaryFolder("lock");
    const path = join(folder, "lock");
    const lock = await acquireLock(path, { purpose: "testing" });
    const waiting = acquireLock(path, { purpose: "waiting", signal: AbortSignal.timeout(50), pollMs: 5 });
    await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
    lock.release();
    lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("is not given back by who no longer has it", async () => {
    const path = join(await temporaryFolder("lock"), "lock");
    const first = await acquireLock(path, { purpose: "first" });
    first.release();
    const second = await acquireLock(path, { purpose: "second" });
    first.release();
    expect(readOwner(path)).toMatchObject({ purpose: "second" });
    second.release();
  });

  it("leaves nothing of a process that was killed while taking it", async () => {
    const folder = await temporaryFolder("lock");
    await mkdir(join(folder, `lock.new-${process.pid}-1-abc`));
    (await acquireLock(join(folder, "lock"), { purpose: "testing" })).release();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("a process", () => {
  it("is told from an earlier one of its number, and has ended when it is a zombie", async () => {
    expect(isAlive(thisProcess())).toBe(true);
    expect(isAlive({ pid: process.pid, started: "1" })).toBe(false);
    expect(isAlive({ pid: process.pid, started: null })).toBe(true);
    // Its parent never waits for it, so it stays in the process table.
    const script = "sleep 0 & echo $!; exec sleep 30";
    const parent = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [text] = (await once(parent.stdout, "data")) as [Uint8Array];
    await expect.poll(() => processStart(Number(new TextDecoder().decode(text)))).toBeNull();
  });
});
