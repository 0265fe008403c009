import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isAlive, processStart } from "../../scripts/file-lock.mjs";
import { temporaryFolder } from "../support/temporary-folder.js";
import { Interrupted, runChild } from "../../scripts/run-child.mjs";

const never = new AbortController().signal;
const cwd = process.cwd();

describe("a child of the bootstrap", () => {
  it("gives its exit status and output", async () => {
    const script = "echo out; echo err >&2; exit 7";
    const { code, output } = await runChild("sh", ["-c", script], { cwd, signal: never, quiet: true });
    expect(code).toBe(7);
    expect(output.split("\n").sort()).toEqual(["", "err", "out"]);
  });

  it("ends with all it started when interrupted, however stubborn", async () => {
    const list = join(await temporaryFolder("child"), "pids");
    const interrupt = new AbortController();
    // Three generations; the last two ignore polite requests.
    const script = `sh -c 'trap "" TERM; sleep 60 & echo $$ $! >>${list}; wait; wait' & echo $$ >>${list}; wait`;
    const running = runChild("sh", ["-c", script], { cwd, signal: interrupt.signal });
    const pids = async () => (await readFile(list, "utf8").catch(() => "")).trim().split(/\s+/).map(Number);
    await expect.poll(async () => (await pids()).length, { timeout: 10_000 }).toBe(3);
    const identities = (await pids()).map((pid) => ({ pid, started: processStart(pid) }));
    expect(identities.map(isAlive)).toEqual([true, true, true]);
    interrupt.abort(new Interrupted());
    await expect(running).rejects.toBeInstanceOf(Interrupted);
    await expect.poll(() => identities.map(isAlive)).toEqual([false, false, false]);
  });

  it("that cannot be started says so", async () => {
    const { code, output } = await runChild("/nonexistent/program", [], { cwd, signal: never, quiet: true });
    expect(code).toBe(127);
    expect(output).toContain("ENOENT");
  });

  it("ends with all it started when the one who wanted it is killed", async () => {
    const list = join(await temporaryFolder("child"), "pids");
    const program = `
      import { runChild } from "./scripts/run-child.mjs";
      const signal = new AbortController().signal;
      await runChild("sh", ["-c", 'sleep 60 & echo $$ $! > ${list}; wait'], { cwd: ".", signal });`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "ignore" });
    const pids = async () => (await readFile(list, "utf8").catch(() => "")).trim().split(/\s+/).map(Number);
    await expect.poll(async () => (await pids()).length, { timeout: 10_000 }).toBe(2);
    const identities = (await pids()).map((pid) => ({ pid, started: processStart(pid) }));
    parent.kill("SIGKILL");
    await expect.poll(() => identities.map(isAlive), { timeout: 10_000 }).toEqual([false, false]);
  });
});
