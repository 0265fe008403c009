import { describe, expect, it } from "vitest";
import { createWorkerLog } from "../../workers/worker-log.js";

const meta = { error: new Error("disk full"), activityType: "publishRun", workflowId: "day-1", attempt: 2n };

describe("a worker's log", () => {
  it("has a line for people", () => {
    const lines: string[] = [];
    const log = createWorkerLog({ format: "text", level: "warn" }, (line) => lines.push(line));
    log.warn("Activity failed", meta);
    log.info("not told at this level");
    expect(lines).toEqual(["worker warn: Activity failed: disk full (publishRun of day-1)\n"]);
  });

  it("has an object a line for programs", () => {
    const lines: string[] = [];
    const log = createWorkerLog({ format: "json", level: "debug" }, (line) => lines.push(line));
    log.debug("Activity failed", { ...meta, message: "not the message" });
    expect(lines).toHaveLength(1);
    const { time, ...rest } = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    expect(String(time)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
    expect(rest).toEqual({
      level: "debug",
      message: "Activity failed",
      error: { name: "Error", message: "disk full" },
      activityType: "publishRun",
      workflowId: "day-1",
      attempt: "2",
    });
  });
});
