import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createWiregasmDissector } from "../../src/wireshark/wiregasm.js";
import { captureOf } from "./captures.js";

const capture = captureOf(["syn", "synAck", "handshakeAck"]);
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
    for (const pid of childrenOfThisProcess()) process.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await dissector.dissect(capture)).toMatchObject({ frames: 3 });
    await dissector.close();
    expect(childrenOfThisProcess()).toEqual([]);
  });

  it("ends itself above its memory limit", async () => {
    const dissector = createWiregasmDissector({ memoryLimitBytes: 50 * 1024 ** 2 });
    const answered = async () => {
      for (let round = 0; round < 1_000; round += 1) await dissector.dissect(capture);
    };
    await expect(answered()).rejects.toMatchObject({ code: "wireshark-died", retryable: true });
    await dissector.close();
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
    // Thousands of frames with an entry each: tens of seconds of work, during which no event reaches it.
    const [parent, child] = await forkParent(captureOf(Array<"reset">(15_000).fill("reset")));
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
