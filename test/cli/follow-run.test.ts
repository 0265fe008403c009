import { describe, expect, it } from "vitest";
import { InterruptedError } from "../../cli/exit-codes.js";
import { followRun, type FollowOptions } from "../../cli/follow-run.js";
import type { DayOutcome, DayRunner } from "../../cli/ports.js";
import type { DayProgress } from "../../src/contracts/day.js";
import { WiretaleError } from "../../src/contracts/errors.js";
import { catchingContext } from "./catching-context.js";

const progress: DayProgress = { stage: "arp", steps: [], attempts: [] };

/** A runner whose unused methods throw; `cancel` ends the run. */
function runner(
  outcome: Promise<DayOutcome>,
  calls: string[],
  asked: () => DayProgress | undefined,
): DayRunner {
  const unused = () => Promise.reject(new Error("not expected"));
  return {
    start: unused,
    describe: unused,
    list: unused,
    decide: unused,
    decideQuietly: unused,
    goOn: unused,
    attempts: unused,
    close: unused,
    progress: () => Promise.resolve(asked()),
    retrying: () => Promise.resolve("the model does not answer"),
    outcome: () => outcome,
    cancel: (workflowId) => {
      calls.push(`cancel ${workflowId}`);
      return Promise.resolve();
    },
    isPolled: () => Promise.resolve(false),
  };
}

function setting(over: Partial<FollowOptions> = {}) {
  const seen: DayProgress[] = [];
  const options: FollowOptions = {
    workflowId: "day-a",
    runId: "r",
    cancelOnInterrupt: true,
    failed: new Promise<never>(() => undefined),
    taskQueue: "q",
    onProgress: (at) => seen.push(at),
    onUnpolled: () => undefined,
    onRetry: () => undefined,
    ...over,
  };
  return { seen, options };
}

describe("following a run", () => {
  const parked = {
    conversation: "dns" as const,
    number: 1,
    sinceMs: 0,
    reason: "answers-stayed-wrong",
    message: "they did",
    attempts: 3,
    faults: [],
    skippable: false,
  };
  const never = new Promise<DayOutcome>(() => undefined);

  it("stops where a run waits for a person, and says why", async () => {
    const { options } = setting();
    const asked = (): DayProgress => ({ stage: "dns", steps: [], attempts: [], parked });
    const context = catchingContext(
      { cwd: "/" },
      () => undefined,
      () => undefined,
    );
    expect(await followRun(runner(never, [], asked), options, context)).toEqual({
      status: "parked",
      parked,
      failure: { code: "answers-stayed-wrong", message: "they did" },
    });
  });

  it("outlasts a server that is away for a while, and says so once an outage", async () => {
    const told: string[] = [];
    const { options } = setting({ onRetry: (reason) => told.push(reason) });
    let asked = 0;
    const flaky: DayRunner = {
      ...runner(never, [], () => undefined),
      outcome: () => {
        asked += 1;
        return asked === 1
          ? Promise.reject(new WiretaleError("server-unreachable", "no server", { retryable: true }))
          : Promise.resolve({ status: "completed" });
      },
    };
    const context = catchingContext(
      { cwd: "/" },
      () => undefined,
      () => undefined,
    );
    expect(await followRun(flaky, options, context)).toEqual({ status: "completed" });
    expect(told).toEqual(["no server"]);
  });

  it("waits on where the news is the very wait that a person has just ended", async () => {
    const { options } = setting({ answered: { conversation: "dns", number: 1 } });
    let times = 0;
    const asked = (): DayProgress => {
      times += 1;
      return { stage: "dns", steps: [], attempts: [], parked: { ...parked, number: times < 3 ? 1 : 2 } };
    };
    const context = catchingContext(
      { cwd: "/" },
      () => undefined,
      () => undefined,
    );
    const outcome = await followRun(runner(never, [], asked), options, context);
    expect(outcome.parked?.number).toBe(2);
  });

  it("answers its end and shows the last progress", async () => {
    const { seen, options } = setting();
    const done = Promise.resolve<DayOutcome>({ status: "completed" });
    const context = catchingContext(
      {},
      () => undefined,
      () => undefined,
    );
    expect(
      await followRun(
        runner(done, [], () => progress),
        options,
        context,
      ),
    ).toEqual({ status: "completed" });
    expect(seen.length).toBeGreaterThan(0);
  });

  it("cancels the run on Ctrl-C and waits for its end", async () => {
    const { options } = setting();
    const calls: string[] = [];
    const controller = new AbortController();
    let end: (outcome: DayOutcome) => void = () => undefined;
    const ended = new Promise<DayOutcome>((resolve) => (end = resolve));
    const following = runner(ended, calls, () => progress);
    const cancel = following.cancel;
    const stopping: DayRunner = {
      ...following,
      cancel: async (id) => {
        await cancel(id);
        end({ status: "cancelled" });
      },
    };
    const context = catchingContext(
      { interrupted: controller.signal },
      () => undefined,
      () => undefined,
    );
    const followed = followRun(stopping, options, context);
    controller.abort();
    await expect(followed).rejects.toThrow(new InterruptedError("interrupted; the run was cancelled"));
    expect(calls).toEqual(["cancel day-a"]);
  });

  it("leaves a run alone that another command started", async () => {
    const { options } = setting({ cancelOnInterrupt: false });
    const calls: string[] = [];
    const context = catchingContext(
      { interrupted: AbortSignal.abort() },
      () => undefined,
      () => undefined,
    );
    const never = new Promise<DayOutcome>(() => undefined);
    await expect(
      followRun(
        runner(never, calls, () => progress),
        options,
        context,
      ),
    ).rejects.toThrow("goes on");
    expect(calls).toEqual([]);
  });

  it("says once that nobody works", async () => {
    let told = 0;
    let nowMs = 0;
    let end: (outcome: DayOutcome) => void = () => undefined;
    const ended = new Promise<DayOutcome>((resolve) => (end = resolve));
    const { options } = setting({ onUnpolled: () => (told += 1) });
    const context = {
      ...catchingContext(
        {},
        () => undefined,
        () => undefined,
      ),
      now: () => (nowMs += 6_000),
    };
    const followed = followRun(
      runner(ended, [], () => {
        if (nowMs > 18_000) end({ status: "completed" });
        return undefined;
      }),
      options,
      context,
    );
    setTimeout(() => end({ status: "completed" }), 1_500);
    await followed;
    expect(told).toBe(1);
  });

  it("says each reason for trying again once", async () => {
    const reasons: string[] = [];
    let nowMs = 0;
    let end: (outcome: DayOutcome) => void = () => undefined;
    const ended = new Promise<DayOutcome>((resolve) => (end = resolve));
    const { options } = setting({ onRetry: (reason) => reasons.push(reason) });
    const context = {
      ...catchingContext(
        {},
        () => undefined,
        () => undefined,
      ),
      now: () => (nowMs += 1_500),
    };
    const asked = () => {
      if (nowMs > 20_000) end({ status: "completed" });
      return progress;
    };
    setTimeout(() => end({ status: "completed" }), 2_000);
    await followRun(runner(ended, [], asked), options, context);
    expect(reasons).toEqual(["the model does not answer"]);
  });

  it("ends with the worker that died", async () => {
    const failed = Promise.reject<never>(new Error("worker died"));
    const { options } = setting({ failed });
    const never = new Promise<DayOutcome>(() => undefined);
    const context = catchingContext(
      {},
      () => undefined,
      () => undefined,
    );
    await expect(
      followRun(
        runner(never, [], () => undefined),
        options,
        context,
      ),
    ).rejects.toThrow("worker died");
  });
});
