import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createWiregasmDissector } from "../../src/wireshark/wiregasm.js";
import { captureOf } from "./captures.js";

const capture = captureOf(["syn", "synAck", "handshakeAck"]);
/** Seconds of work, during which no event reaches the child. */
const longWork = captureOf(Array<"reset">(30_000).fill("reset"));
const childScript = fileURLToPath(new URL("../../src/wireshark/wiregasm-child.mjs", import.meta.url));

describe("the process of wiregasm", () => {
  it("is stopped at the time limit and replaced for the next capture", async () => {
    const dissector = createWiregasmDissector({ dissectLimitMs: 0 });
    await expect(dissector.dissect(capture)).rejects.toMatchObject({
      code: "wireshark-timed-out",
      retryable: false,
    });
    expect(await dissector.version()).toMatch(/^4\./);
    await dissector.close();
  });

  it("that does not start in time is a retryable error", async () => {
    const dissector = createWiregasmDissector({ startLimitMs: 1 });
    await expect(dissector.version()).rejects.toMatchObject({
      code: "wireshark-timed-out",
      retryable: true,
    });
    await dissector.close();
  });

  it("is replaced after it died, without a word to the caller", async () => {
    const dissector = createWiregasmDissector();
    await dissector.dissect(capture);
    const [pid = 0] = childrenOfThisProcess();
    process.kill(pid, "SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
    expect(await dissector.dissect(capture)).toMatchObject({ frames: 3 });
    await dissector.close();
    expect(childrenOfThisProcess()).toEqual([]);
  });

  it("ends itself above its memory limit, and says so", async () => {
    const dissector = createWiregasmDissector({ memoryLimitBytes: 50 * 1024 ** 2 });
    const answered = async () => {
      for (let round = 0; round < 1_000; round += 1) await dissector.dissect(capture);
    };
    await expect(answered()).rejects.toMatchObject({
      code: "wireshark-died",
      retryable: true,
      message: "wiregasm's process ended (SIGKILL): it needed more than 50 MiB of memory",
    });
    await dissector.close();
  });

  it("killed in the middle of a capture is an error, and replaced for the next", async () => {
    const dissector = createWiregasmDissector();
    await dissector.version();
    const answer = dissector.dissect(longWork);
    const failed = expect(answer).rejects.toMatchObject({ code: "wireshark-died", retryable: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const pid of childrenOfThisProcess()) process.kill(pid, "SIGKILL");
    await failed;
    expect(await dissector.dissect(capture)).toMatchObject({ frames: 3 });
    await dissector.close();
  });

  it("stopped in the middle is killed at the time limit of the call, and replaced", async () => {
    const dissector = createWiregasmDissector();
    await dissector.version();
    for (const pid of childrenOfThisProcess()) process.kill(pid, "SIGSTOP");
    await expect(dissector.dissect(capture, { limitMs: 300 })).rejects.toMatchObject({
      code: "wireshark-timed-out",
      message: "wiregasm did not judge the capture within 0.3 s",
    });
    expect(await dissector.dissect(capture)).toMatchObject({ frames: 3 });
    await dissector.close();
  });

  it("a call that is cancelled ends at once, waiting or working, and the others get their answers", async () => {
    const dissector = createWiregasmDissector();
    await dissector.version();
    const working = new AbortController();
    const waiting = new AbortController();
    const long = dissector.dissect(longWork, { signal: working.signal });
    const queued = dissector.dissect(longWork, { signal: waiting.signal });
    const last = dissector.dissect(capture);
    const reason = new Error("no longer wanted");
    waiting.abort(reason);
    await expect(queued).rejects.toBe(reason);
    working.abort(reason);
    await expect(long).rejects.toBe(reason);
    expect(await last).toMatchObject({ frames: 3 });
    await dissector.close();
  });

  it("closing ends what runs and what waits", async () => {
    const dissector = createWiregasmDissector();
    await dissector.version();
    const answers = [dissector.dissect(longWork), dissector.dissect(capture)].map((answer) =>
      expect(answer).rejects.toMatchObject({ code: "wireshark-died" }),
    );
    await dissector.close();
    await Promise.all(answers);
    expect(childrenOfThisProcess()).toEqual([]);
  });

  it("takes one capture at a time, in order", async () => {
    const dissector = createWiregasmDissector();
    const lengths = [1, 2, 3] as const;
    const names = ["syn", "synAck", "handshakeAck"] as const;
    const answers = await Promise.all(
      lengths.map((length) => dissector.dissect(captureOf(names.slice(0, length)))),
    );
    expect(answers.map((answer) => answer.frames)).toEqual([1, 2, 3]);
    expect(childrenOfThisProcess()).toHaveLength(1);
    await dissector.close();
  });

  it("knows nothing of this process's environment", async () => {
    process.env.WIRETALE_TEST_SECRET = "not for children";
    const dissector = createWiregasmDissector();
    await dissector.version();
    const environments = childrenOfThisProcess().map((pid) => readFileSync(`/proc/${String(pid)}/environ`));
    expect(environments).toHaveLength(1);
    expect(environments.join()).not.toContain("not for children");
    await dissector.close();
  });

  it("ends when its parent is killed", async () => {
    const [parent, child] = await forkParent(undefined);
    parent.kill("SIGKILL");
    await expect.poll(() => isRunning(child), { timeout: 5_000 }).toBe(false);
  });

  it("ends when its parent is killed while a dissection keeps it busy", async () => {
    const [parent, child] = await forkParent(longWork);
    await new Promise((resolve) => setTimeout(resolve, 500));
    parent.kill("SIGKILL");
    await expect.poll(() => isRunning(child), { timeout: 5_000 }).toBe(false);
  });
}, 60_000);

/** A process that starts the child, waits until it is ready, gives it a capture if there is one and tells its pid. */
async function forkParent(work: Uint8Array | undefined): Promise<[ChildProcess, number]> {
  const script = `
    const child = require("node:child_process").fork(${JSON.stringify(childScript)}, [], { serialization: "advanced" });
    process.once("message", (capture) => {
      child.once("message", () => {
        if (capture !== false) child.send({ capture });
        process.send(child.pid);
      });
    });
  `;
  const parent = fork("parent", [], { execArgv: ["-e", script], serialization: "advanced" });
  parent.send(work ?? false);
  const [pid] = (await once(parent, "message")) as [number];
  return [parent, pid];
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${String(pid)}`);
}

function childrenOfThisProcess(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return parent === String(process.pid) && command.includes("wiregasm-child");
      } catch {
        return false; // Ended in between.
      }
    })
    .map(Number);
}
