import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tsharkHint } from "../../src/wireshark/run-tshark.js";
import { createTsharkDissector } from "../../src/wireshark/tshark.js";
import { notTested } from "../support/not-tested.js";
import { captureOf } from "./captures.js";

const capture = captureOf(["syn", "synAck", "handshakeAck"]);
/** Seconds of work. */
const longWork = captureOf(Array<"reset">(30_000).fill("reset"));

/** The tshark that this process has started and that reads a capture. */
async function runningTshark(): Promise<number> {
  let found: number | undefined;
  await expect
    .poll(() => (found = readdirSync("/proc").map(Number).find(isOurTshark)), { timeout: 20_000 })
    .toBeDefined();
  return found ?? 0;
}

function isOurTshark(pid: number): boolean {
  if (!Number.isInteger(pid)) return false;
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    // By its shell's or its own name: it becomes tshark without a new process.
    const command = readFileSync(`/proc/${String(pid)}/cmdline`, "utf8");
    return parent === String(process.pid) && command.startsWith("tshark\0-n");
  } catch {
    return false; // Ended in between.
  }
}

if (spawnSync("tshark", ["--version"]).status !== 0) {
  notTested("tshark killed, stopped and cancelled", tsharkHint);
} else {
  describe("the process of tshark", () => {
    it("killed in the middle of a capture is an error, and the next call has another", async () => {
      const tshark = createTsharkDissector();
      const failed = expect(tshark.dissect(longWork)).rejects.toMatchObject({
        code: "wireshark-died",
        retryable: true,
        message: expect.stringContaining("tshark was ended by SIGKILL") as string,
      });
      process.kill(await runningTshark(), "SIGKILL");
      await failed;
      expect(await tshark.dissect(capture)).toMatchObject({ frames: 3 });
    });

    it("stopped in the middle is killed at the time limit of the call", async () => {
      const tshark = createTsharkDissector();
      const failed = expect(tshark.dissect(longWork, { limitMs: 3_000 })).rejects.toMatchObject({
        code: "wireshark-timed-out",
        message: "tshark did not judge the capture within 3 s",
      });
      const pid = await runningTshark();
      process.kill(pid, "SIGSTOP");
      await failed;
      await expect.poll(() => isOurTshark(pid), { timeout: 5_000 }).toBe(false);
    });

    it("ends with the call that is cancelled, and others go on", async () => {
      const tshark = createTsharkDissector();
      const cancelled = new AbortController();
      const long = tshark.dissect(longWork, { signal: cancelled.signal });
      const other = tshark.dissect(capture);
      const reason = new Error("no longer wanted");
      const failed = expect(long).rejects.toBe(reason);
      await runningTshark();
      cancelled.abort(reason);
      await failed;
      expect(await other).toMatchObject({ frames: 3 });
    });

    it("has limits of memory and processor time that outlive this process", async () => {
      const tshark = createTsharkDissector();
      const long = tshark.dissect(longWork, { limitMs: 19_000 }).catch(() => undefined);
      const limits = readFileSync(`/proc/${String(await runningTshark())}/limits`, "utf8");
      await tshark.close();
      await long;
      expect(limits).toMatch(/^Max cpu time +20 /m);
      expect(limits).toMatch(/^Max data size +629145600 /m);
    });
  }, 60_000);
}
