import { createServer, type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Connection } from "@temporalio/client";
import { expect, it } from "vitest";
import { retriesUntilClosed } from "../../cli/calls-after-close.js";

it("a call that waits for its retry while the connection is closed ends as cancelled", async () => {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  const thrown: unknown[] = [];
  const note = (error: unknown): void => void thrown.push(error);
  process.on("uncaughtException", note);
  try {
    const connection = Connection.lazy({ address: `127.0.0.1:${port}`, interceptors: retriesUntilClosed() });
    const call = connection.workflowService.getSystemInfo({});
    const outcome = call.then(
      () => "answered",
      (error: unknown) => (error as { code: number }).code,
    );
    // Nobody listens there: the first answers are refusals, and the call waits between them.
    await pause(300);
    await connection.close();
    expect(await outcome).toBe(1);
    expect(thrown).toEqual([]);
  } finally {
    process.off("uncaughtException", note);
  }
});
