import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { Connection } from "@temporalio/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { isAlive, processStart } from "../../scripts/file-lock.mjs";
import { statePaths } from "../../src/config/state-paths.js";
import { useDevServer } from "../../src/dev-server/use-dev-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const { cache } = statePaths({ HOME: homedir(), ...process.env });
const config = (namespace = "default", startTimeoutMs = 60_000) => ({
  connection: { namespace },
  devServer: { port: 0, uiPort: 0, retentionMs: 48 * 3_600_000, startTimeoutMs },
});

interface User {
  readonly process: ChildProcess;
  readonly address: string;
  readonly startedHere: boolean;
}

function launch(home: string): ChildProcess {
  const program = ["--import", "./test/support/typescript-loader.mjs", "test/dev-server/user-process.mjs"];
  const child = spawn(process.execPath, [...program, home, cache], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function startUser(home: string): Promise<User> {
  const child = launch(home);
  for await (const line of createInterface(child.stdout!)) {
    const [, address = "", startedHere = ""] = line.split(" ");
    return { process: child, address, startedHere: startedHere === "true" };
  }
  throw new Error("the user process ended before it was ready");
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

interface Recorded {
  pid: number;
  pidStarted: string;
  keeperPid: number;
  keeperStarted: string;
}

/** The record's processes, told apart from later ones of the same number. */
async function recorded(
  home: string,
): Promise<{ record: Recorded; alive(): { server: boolean; keeper: boolean } }> {
  const record = JSON.parse(await readFile(join(home, "server.json"), "utf8")) as Recorded;
  return {
    record,
    alive: () => ({
      server: isAlive({ pid: record.pid, started: record.pidStarted }),
      keeper: isAlive({ pid: record.keeperPid, started: record.keeperStarted }),
    }),
  };
}

async function answers(address: string): Promise<boolean> {
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + 2000, () => connection.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

const none = { server: false, keeper: false };
const both = { server: true, keeper: true };

describe("the dev server", () => {
  it("runs while it is used, keeps its database, and leaves no process and no record", async () => {
    const home = await temporaryFolder("home");
    const server = await useDevServer({ paths: { home, cache }, config: config() });
    expect(server.startedHere).toBe(true);
    expect(await answers(server.address)).toBe(true);
    expect((await fetch(server.uiUrl)).ok).toBe(true);
    const { alive } = await recorded(home);
    expect(alive()).toEqual(both);
    await server.release();
    expect(alive().server).toBe(false);
    await expect.poll(alive, { timeout: 5000 }).toEqual(none);
    const left = await readdir(home);
    expect(left).toContain(`temporal-${server.version}.db`);
    expect(left.filter((name) => /server|lock|tmp/.test(name))).toEqual([]);
  });

  it("is one for two processes that start at once, and outlives the one that started it", async () => {
    const home = await temporaryFolder("home");
    const users = await Promise.all([startUser(home), startUser(home)]);
    expect(users[0].address).toBe(users[1].address);
    expect(users.map((user) => user.startedHere).sort()).toEqual([false, true]);
    const { alive } = await recorded(home);
    const [first, second] = users[0].startedHere ? users : [users[1], users[0]];
    await kill(first.process, "SIGKILL");
    await pause(300);
    expect(alive()).toEqual(both);
    expect(await answers(second.address)).toBe(true);
    second.process.stdin!.end();
    await once(second.process, "exit");
    expect(second.process.exitCode).toBe(0);
    await expect.poll(alive, { timeout: 10_000 }).toEqual(none);
  });

  it("ends when its only user is killed", async () => {
    const home = await temporaryFolder("home");
    const user = await startUser(home);
    const { alive } = await recorded(home);
    await kill(user.process, "SIGKILL");
    await expect.poll(alive, { timeout: 10_000 }).toEqual(none);
    expect(await readdir(home)).not.toContain("server.json");
  });

  it("ends when its user is killed before it listens", async () => {
    const home = await temporaryFolder("home");
    const child = launch(home);
    await expect.poll(() => readdir(home), { timeout: 20_000, interval: 5 }).toContain("server.json");
    const { record } = await recorded(home);
    await kill(child, "SIGKILL");
    const keeper = { pid: record.keeperPid, started: record.keeperStarted };
    await expect.poll(() => isAlive(keeper), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => readdir(home)).not.toContain("server.json");
  });

  it("is not started, or ends, when the wait for it is interrupted", async () => {
    const home = await temporaryFolder("home");
    const controller = new AbortController();
    const started = useDevServer({
      paths: { home, cache },
      config: config(),
      signal: controller.signal,
      onProgress: (line) => {
        if (line.startsWith("starting")) setTimeout(() => controller.abort(new Error("interrupted")), 100);
      },
    });
    await expect(started).rejects.toThrow("interrupted");
    await expect.poll(() => readdir(home), { timeout: 10_000 }).not.toContain("server.json");
  });

  it("goes on with what the last one stored", async () => {
    const home = await temporaryFolder("home");
    const first = await useDevServer({ paths: { home, cache }, config: config("kept") });
    await first.release();
    const second = await useDevServer({ paths: { home, cache }, config: config("default") });
    onTestFinished(() => second.release());
    const connection = Connection.lazy({ address: second.address });
    onTestFinished(() => connection.close());
    const { config: kept } = await connection.workflowService.describeNamespace({ namespace: "kept" });
    expect(String(kept?.workflowExecutionRetentionTtl?.seconds)).toBe(String(48 * 3600));
    const { config: standard } = await connection.workflowService.describeNamespace({ namespace: "default" });
    expect(String(standard?.workflowExecutionRetentionTtl?.seconds)).toBe(String(48 * 3600));
  });

  it("that lost its keeper is ended before another starts on its database", async () => {
    const home = await temporaryFolder("home");
    const user = await startUser(home);
    const { record, alive } = await recorded(home);
    process.kill(record.keeperPid, "SIGKILL");
    await expect.poll(alive, { timeout: 5000 }).toEqual({ server: true, keeper: false });
    const next = await useDevServer({ paths: { home, cache }, config: config() });
    onTestFinished(() => next.release());
    expect(alive()).toEqual(none);
    expect(next.startedHere).toBe(true);
    expect(await answers(next.address)).toBe(true);
    await kill(user.process, "SIGKILL");
  });

  it("tells its users when it dies", async () => {
    const home = await temporaryFolder("home");
    const server = await useDevServer({ paths: { home, cache }, config: config() });
    const { record, alive } = await recorded(home);
    process.kill(record.pid, "SIGKILL");
    await server.gone;
    await expect.poll(alive, { timeout: 5000 }).toEqual(none);
    await server.release();
  });

  it("is started anew where a record is left of processes that are no more", async () => {
    const home = await temporaryFolder("home");
    // A process of this number lives, and is another one: it must be left alone.
    const stale = { keeperPid: process.pid, keeperStarted: "1", pid: process.pid, pidStarted: "1" };
    const record = { ...stale, controlPort: 1, token: "t", address: "127.0.0.1:1", startedAt: "" };
    await writeFile(join(home, "server.json"), JSON.stringify(record));
    expect(processStart(process.pid)).not.toBe("1");
    const server = await useDevServer({ paths: { home, cache }, config: config() });
    expect(server.startedHere).toBe(true);
    await server.release();
  });

  it("is started where a half-written record is left", async () => {
    const home = await temporaryFolder("home");
    await writeFile(join(home, "server.json"), '{"keeperPid":');
    const server = await useDevServer({ paths: { home, cache }, config: config() });
    await server.release();
  });

  it("that cannot start says why, and leaves nothing", async () => {
    const home = await temporaryFolder("home");
    await writeFile(join(home, "x.db"), "this is no SQLite database, and long enough to be seen as none");
    const failing = useDevServer({
      paths: { home, cache },
      config: config(),
      databaseFile: join(home, "x.db"),
    });
    await expect(failing).rejects.toMatchObject({
      code: "dev-server-failed",
      message: expect.stringMatching(/did not start[^]*not a database/),
    });
    await expect.poll(() => readdir(home), { timeout: 10_000 }).not.toContain("server.json");
  });

  it("on one database is not handed to who asks for another", async () => {
    const home = await temporaryFolder("home");
    const server = await useDevServer({ paths: { home, cache }, config: config() });
    onTestFinished(() => server.release());
    const other = useDevServer({
      paths: { home, cache },
      config: config(),
      databaseFile: join(home, "other.db"),
    });
    await expect(other).rejects.toMatchObject({ code: "dev-server-busy" });
    expect(await answers(server.address)).toBe(true);
  });
});
