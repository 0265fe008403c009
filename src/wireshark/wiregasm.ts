import type { Dissection, Dissector } from "./dissector.js";
import { expertInfoOfLabels } from "./expert-info.js";
import { WiregasmProcess, type WiregasmLimits } from "./wiregasm-process.js";

const defaultLimits: WiregasmLimits = {
  startLimitMs: 60_000,
  dissectLimitMs: 30_000,
  memoryLimitBytes: 1024 ** 3,
};

/**
 * Wireshark as WebAssembly in one warm child process: started at the first use, used by one capture at a time in the order
 * of the calls, replaced when it died or was killed for its time or memory.
 */
export function createWiregasmDissector(limits: Partial<WiregasmLimits> = {}): Dissector {
  const allLimits = { ...defaultLimits, ...limits };
  let running: WiregasmProcess | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  /** Runs when everything asked before has ended, well or not. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = queue.then(task);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function warmProcess(signal?: AbortSignal): Promise<WiregasmProcess> {
    if (running === undefined || running.ended) {
      running = await WiregasmProcess.start(allLimits, signal);
    }
    return running;
  }

  return {
    name: "wiregasm",
    version: () => inTurn(async () => (await warmProcess()).version),
    dissect: (capture, { signal } = {}) =>
      inTurn(async (): Promise<Dissection> => {
        signal?.throwIfAborted();
        const child = await warmProcess(signal);
        const { frames, entries, problem } = await child.dissect(capture, signal);
        return {
          dissector: "wiregasm",
          version: child.version,
          frames,
          expertInfo: entries.map(expertInfoOfLabels),
          ...(problem === undefined ? {} : { problem }),
        };
      }),
    close: () =>
      inTurn(async () => {
        await running?.kill();
        running = undefined;
      }),
  };
}
